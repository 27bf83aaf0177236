import { beforeEach, expect, test, vi } from 'vitest'
import type { ContractEvent } from '../../../main/app/parse-event.ts'
import { parseEvent } from '../../../main/app/parse-event.ts'
import { createWindowChannel } from '../../../main/app/window-channel.ts'

const send = vi.fn()
beforeEach(() => send.mockClear())

const state = (detail: string): ContractEvent => ({
  name: 'process:state',
  payload: { process: 'engine', state: 'starting', detail, runId: null },
})
const stage = (runId: string): ContractEvent => ({
  name: 'export:progress',
  payload: { runId, format: 'tfjs', stage: 'writing' },
})
const sent = () => send.mock.calls.map(([, name, payload]) => `${name} ${payload.detail ?? payload.runId}`)

test('keeps events until the page listens, then sends them in order', () => {
  const channel = createWindowChannel(() => ({ send }))
  channel.send(state('a'))
  channel.send(stage('r'))
  channel.send(state('b'))
  expect(send).not.toHaveBeenCalled()
  channel.subscribe('process:state')
  channel.send(state('c'))
  expect(sent()).toEqual(['process:state a', 'process:state b', 'process:state c'])
  channel.subscribe('process:state')
  channel.subscribe('export:progress')
  expect(sent()).toHaveLength(4)
})

test('a page that loads anew listens to nothing until it says so', () => {
  const channel = createWindowChannel(() => ({ send }))
  channel.subscribe('process:state')
  channel.reset()
  channel.send(state('a'))
  expect(send).not.toHaveBeenCalled()
  channel.subscribe('process:state')
  expect(sent()).toEqual(['process:state a'])
})

test('keeps no more than a thousand, the newest', () => {
  const channel = createWindowChannel(() => ({ send }))
  for (let count = 0; count < 1005; count++) channel.send(state(String(count)))
  channel.subscribe('process:state')
  expect(send).toHaveBeenCalledTimes(1000)
  expect(sent().at(0)).toBe('process:state 5')
})

test('ignores names that are not events', () => {
  const channel = createWindowChannel(() => ({ send }))
  channel.send(state('a'))
  for (const name of ['', 'training:start', undefined, {}]) channel.subscribe(name)
  expect(send).not.toHaveBeenCalled()
})

test('an event has to keep to the contract', () => {
  expect(parseEvent('export:progress', { runId: 'r', format: 'tfjs', stage: 'writing' }).ok).toBe(true)
  expect(parseEvent('export:progress', { runId: 'r', format: 'caffe', stage: 'writing' }).ok).toBe(false)
  expect(parseEvent('engine:status', {}).ok).toBe(false)
})
