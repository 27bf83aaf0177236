import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { readCheckpoint, readCheckpointCursor } from '../../../../main/engine/runs/checkpoints.ts'
import { readEvents } from '../../../../main/engine/runs/event-log.ts'
import { listRuns } from '../../../../main/engine/runs/list-runs.ts'
import { isLocked } from '../../../../main/engine/runs/lock-run.ts'
import { continueRun, startRun } from '../../../../main/engine/training/run-training.ts'
import { trainingEventSchema } from '../../../../shared/training/training-event.ts'
import { readRunEvents, smallOptions, smallStore, startedOf } from './small-run.ts'
import { smallConfig } from './small-settings.ts'

const { signal } = new AbortController()

test('a loss that is no number any more ends the run; the last good checkpoint stays', async () => {
  const { store, dataset } = await smallStore()
  // Each step multiplies the kernels by 1 - 2·λ·rate = -3 or more, which leaves the numbers' range after some epochs.
  const config = smallConfig({ epochs: 40, learningRate: 2, l2: 1, schedule: { kind: 'constant' } })
  const run = startedOf(await startRun(smallOptions(store, dataset, { config })))
  const events = await readRunEvents(run)
  expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'training-diverged' })
  expect(await readEvents(run.folder)).toMatchObject({ ok: true, value: { length: events.length } })
  expect(await listRuns(store)).toMatchObject({ value: { runs: [{ state: 'failed', hasCheckpoint: true }] } })
  const last = await readCheckpoint(run.folder, run.runId, 'last')
  if (!last.ok) throw new Error(last.error.code)
  for (const values of last.value.weights.values()) expect(values.every(Number.isFinite)).toBe(true)
})

test('a checkpoint that cannot be written ends the run with the reason', async () => {
  const { store, dataset } = await smallStore()
  const run = startedOf(await startRun(smallOptions(store, dataset)))
  const events = await readRunEvents(run, ({ kind }) => {
    if (kind === 'started') writeFileSync(join(run.folder, 'checkpoints'), 'a file where the folder belongs')
  })
  expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'not-found' })
  expect(events.filter(({ kind }) => kind === 'epoch')).toHaveLength(1)
  expect(await isLocked(run.folder)).toBe(false)
  rmSync(join(run.folder, 'checkpoints'))
})

test.skipIf(spawnSync('prlimit', ['--version']).status !== 0)(
  'a disk that is full ends the run with the reason; the checkpoint before stays whole and the run goes on from it',
  async () => {
    const { store, dataset } = await smallStore()
    const program = join(import.meta.dirname, 'fill-disk-program.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [program, store, dataset.summary.datasetId])
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => trainingEventSchema.parse(JSON.parse(line)))
    expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'disk-full' })
    const folder = join(store, 'runs', 'run-1')
    expect(await readEvents(folder)).toEqual({ ok: true, value: events })
    // Nothing half written, in the history neither.
    const checkpoints = readdirSync(join(folder, 'checkpoints')).sort()
    expect(checkpoints).toEqual(['best.safetensors', 'history', 'last.safetensors'])
    expect(readdirSync(join(folder, 'checkpoints', 'history'))).toEqual(['epoch-0001.safetensors'])
    expect(await readCheckpointCursor(folder, 'run-1', 'last')).toMatchObject({ value: { epoch: 2, step: 3 } })
    const rest = await readRunEvents(startedOf(await continueRun({ store, run: { runId: 'run-1' }, signal })))
    expect(rest[0]).toMatchObject({ kind: 'started', fromStep: 4 })
    expect(rest.at(-1)).toMatchObject({ kind: 'finished', reason: 'completed' })
  },
)
