import { expect, test } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createExports } from '../../../renderer/composables/useExports.ts'
import { recording } from '../recording.ts'

const owner = { kind: 'run', id: recording.run.manifest.runId } as const
const open = () => createExports(createClient(createReplayBridge(recording, { scene: 'done', speed: 1 })))

test('an export goes through its stages and ends with what was proven', async () => {
  const exports = open()
  const stages = new Set<string>()
  const writing = exports.write(owner, 'keras')
  const watching = setInterval(() => stages.add(exports.job(owner, 'keras').stage ?? 'none'), 50)
  await writing
  clearInterval(watching)
  expect([...stages]).toEqual(['writing', 'reading', 'comparing'])
  expect(exports.job(owner, 'keras')).toMatchObject({ stage: null, error: null, report: { format: 'keras' } })
  expect(exports.job(owner, 'tfjs').report).toBeNull()
})

test('earlier exports of a run are listed, and stand on their cards', async () => {
  const exports = open()
  await exports.load(owner)
  expect(exports.exportsOf(owner)).toHaveLength(2)
  expect(exports.job(owner, 'tfjs').report?.certificate.check.reader).toBe('tfjs')
})

test('a run that is not there fails on its card', async () => {
  const broken = createReplayBridge(recording, { scene: 'done', speed: 1 })
  const exports = createExports(
    createClient({ ...broken, request: async () => Promise.reject(new Error('the channel is closed')) }),
  )
  await exports.write({ kind: 'run', id: 'nothing' }, 'tfjs')
  expect(exports.job({ kind: 'run', id: 'nothing' }, 'tfjs')).toMatchObject({
    stage: null,
    error: { code: 'internal' },
  })
})
