import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { childOptions } from '../../../main/app/child-options.ts'
import { supervise, type Supervisor, type SupervisorOptions } from '../../../main/app/supervisor.ts'

const entry = join(import.meta.dirname, '../../fixtures/fake-child.mjs')
const paths = { node: process.execPath, engineRoot: import.meta.dirname } as Parameters<typeof childOptions>[0]

let compiled: string
beforeAll(async () => {
  compiled = await mkdtemp(join(tmpdir(), 'xw-compiled-'))
})
afterAll(() => rm(compiled, { recursive: true, force: true }))

let running: Supervisor | undefined
afterEach(() => running?.stop())

function start(behaviour = '', limits: Partial<SupervisorOptions> = {}) {
  const states: string[] = []
  const onEvent = vi.fn()
  const log = vi.fn()
  const fork = childOptions(
    paths,
    { store: '/the/store', compiled },
    {
      ...process.env,
      NODE_COMPILE_CACHE: undefined,
      FAKE_BEHAVIOUR: behaviour,
    },
  )
  const onState = (state: string, detail: string) => states.push(`${state} ${detail}`.trim())
  const supervisor = supervise({ name: 'engine', entry, fork, log, onEvent, onState, ...limits })
  running = supervisor
  return { supervisor, states, onEvent, log }
}

test('carries requests and answers, binary data and paths included, from before the child is ready', async () => {
  const { supervisor, states } = start()
  const bytes = new Uint8Array([1, 2, 255])
  const [first, second] = await Promise.all([
    supervisor.request('echo', { bytes }, { id: '/photos' }),
    supervisor.request('echo', { count: 2 }, {}),
  ])
  expect(first).toEqual({ ok: true, value: { args: { bytes }, paths: { id: '/photos' } } })
  expect(second).toEqual({ ok: true, value: { args: { count: 2 }, paths: {} } })
  expect(states).toEqual(['starting', 'ready'])
})

test('gives the child its store', async () => {
  expect(await start().supervisor.request('store', {}, {})).toEqual({ ok: true, value: '/the/store' })
})

test('keeps what Node compiled of the child, for its next start', async () => {
  const { supervisor } = start()
  await supervisor.request('store', {}, {})
  await supervisor.stop()
  const [version = ''] = await readdir(compiled)
  expect(await readdir(join(compiled, version))).not.toEqual([])
})

test.skipIf(process.platform === 'win32')('a child with niceness comes after us', async () => {
  const { supervisor } = start('', { niceness: 5 })
  await supervisor.request('echo', {}, {})
  expect(getPriority(supervisor.pid())).toBe(Math.min(19, getPriority() + 5))
})

test('passes events on, and logs what the child prints', async () => {
  const { supervisor, onEvent, log } = start()
  await supervisor.request('tell', { runId: 'r' }, {})
  expect(onEvent).toHaveBeenCalledExactlyOnceWith('export:progress', { runId: 'r' })
  await supervisor.request('print', {}, {})
  await vi.waitFor(() => expect(log).toHaveBeenCalledWith('engine', 'second line'))
  expect(log).toHaveBeenCalledWith('engine', 'first line')
})

test('a child that is killed fails what was asked of it, comes back, and answers again', async () => {
  const { supervisor, states } = start()
  const hanging = supervisor.request('hang', {}, {})
  const crash = supervisor.request('crash', {}, {})
  expect(await hanging).toEqual({ ok: false, error: { code: 'engine-crashed', data: { signal: 'SIGKILL' } } })
  expect((await crash).ok).toBe(false)
  expect(states).toEqual(['starting', 'ready', 'restarting SIGKILL'])
  // Asked while there is no child: waits for the new one.
  expect((await supervisor.request('echo', {}, {})).ok).toBe(true)
  expect(states.at(-1)).toBe('ready')
})

test('gives up on a child that ends again and again, and says so to whoever asks', async () => {
  const { supervisor, states } = start('ends-at-once')
  const waiting = supervisor.request('echo', {}, {})
  expect(await waiting).toMatchObject({ ok: false, error: { code: 'engine-crashed' } })
  await vi.waitFor(() => expect(states.at(-1)).toBe('failed exit code 3'), { timeout: 20_000 })
  expect(states.filter((state) => state.startsWith('restarting'))).toHaveLength(5)
  expect(await supervisor.request('echo', {}, {})).toMatchObject({
    ok: false,
    error: { code: 'engine-unavailable', data: { detail: 'exit code 3' } },
  })
})

test('counts a child that never gets ready as one that ended', async () => {
  const { states } = start('never-ready', { readyWithinMs: 300 })
  await vi.waitFor(() => expect(states).toContain('restarting SIGKILL'), { timeout: 5000 })
})

test('a missing script or Node is a failure with its reason, not an exception', async () => {
  const states: string[] = []
  const fork = { ...childOptions(paths, { store: '/s', compiled }, process.env), execPath: '/absent/node' }
  const onState = (state: string, detail: string) => states.push(`${state} ${detail}`.trim())
  running = supervise({ name: 'engine', entry, fork, log: vi.fn(), onEvent: vi.fn(), onState })
  await vi.waitFor(() => expect(states.at(-1)).toMatch(/^failed .*ENOENT/), { timeout: 20_000 })
})

test('stopping closes the channel, lets the child end, and starts none anew', async () => {
  const { supervisor, states } = start()
  await supervisor.request('echo', {}, {})
  const hanging = supervisor.request('hang', {}, {})
  const pid = supervisor.pid()
  await supervisor.stop()
  expect((await hanging).ok).toBe(false)
  expect(supervisor.pid()).toBeUndefined()
  expect(() => process.kill(pid as number, 0)).toThrow('ESRCH')
  expect(states).toEqual(['starting', 'ready'])
  expect(await supervisor.request('echo', {}, {})).toMatchObject({ ok: false })
})

test('a child that does not end with its channel is killed', async () => {
  const { supervisor } = start('stubborn', { endWithinMs: 300 })
  await supervisor.request('echo', {}, {})
  await supervisor.stop()
  expect(supervisor.pid()).toBeUndefined()
})
