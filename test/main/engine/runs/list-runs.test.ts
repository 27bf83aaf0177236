import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEventLog } from '../../../../main/engine/runs/event-log.ts'
import { listRuns } from '../../../../main/engine/runs/list-runs.ts'
import { lockRun } from '../../../../main/engine/runs/lock-run.ts'
import { createRun } from '../../../../main/engine/runs/run-store.ts'
import type { TrainerEvent } from '../../../../main/engine/training/trainer-event.ts'
import { newManifest } from './new-manifest.ts'
import { temporaryFolder } from './temporary-folder.ts'

const started: TrainerEvent = {
  kind: 'started',
  epochs: 2,
  stepsPerEpoch: 1,
  trainingSamples: 30,
  validationSamples: 9,
  fromStep: 1,
}
const epoch = (number: number, loss: number, best: boolean): TrainerEvent => ({
  kind: 'epoch',
  epoch: number,
  step: number,
  training: { loss: 9, top1: 0, top5: 0 },
  validation: { loss, top1: 0.5, top5: 1 },
  confusion: null,
  learningRate: 0.1,
  imagesPerSecond: 1,
  memoryBytes: 1,
  durationMs: 1,
  best,
})
const finished = (reason: 'completed' | 'stopped' | 'early-stopping'): TrainerEvent => {
  return { kind: 'finished', reason, epoch: 1, step: 1, durationMs: 1, bestEpoch: 1 }
}
const failed: TrainerEvent = { kind: 'failed', code: 'disk-full', message: 'full' }

async function runWith(store: string, events: readonly TrainerEvent[]): Promise<string> {
  const run = await createRun(store, newManifest())
  if (!run.ok) throw new Error(run.error.code)
  const log = await openEventLog(run.value.folder)
  if (!log.ok) throw new Error(log.error.code)
  await log.value.append(events.map((event, seq) => ({ ...event, seq, atMs: seq })))
  await log.value.close()
  return run.value.folder
}

test('a store that is not there yet has no runs', async () => {
  expect(await listRuns(join(temporaryFolder(), 'none'))).toEqual({ ok: true, value: { runs: [], damaged: [] } })
})

test('newest first, each with its state, its epochs and its best metrics', async () => {
  const store = temporaryFolder()
  await runWith(store, [started, epoch(1, 0.7, true), epoch(2, 0.8, false), finished('completed')])
  await runWith(store, [started, epoch(1, 0.7, true), finished('stopped')])
  await runWith(store, [started, failed])
  await runWith(store, [started, epoch(1, 0.7, true)])
  await runWith(store, [started, failed, started, epoch(1, 0.7, true), finished('early-stopping')])
  const training = await runWith(store, [started])
  const lock = await lockRun(training, 'run-6')
  const listed = await listRuns(store)
  const runs = listed.ok ? listed.value.runs : []
  expect(runs.map(({ number, state, epochsDone }) => [number, state, epochsDone])).toEqual([
    [6, 'training', 0],
    [5, 'finished', 1],
    [4, 'interrupted', 1],
    [3, 'failed', 0],
    [2, 'stopped', 1],
    [1, 'finished', 2],
  ])
  expect(runs.at(-1)).toMatchObject({
    runId: 'run-1',
    modelName: 'xception',
    inputSize: 32,
    width: 0.01,
    datasetName: 'animals',
    labels: ['ant', 'bee', 'cat'],
    epochs: 2,
    best: { loss: 0.7, top1: 0.5, top5: 1 },
    hasCheckpoint: false,
  })
  expect(runs[0]?.best).toBeNull()
  if (lock.ok) await lock.value.release()
})

test('a damaged run does not hide the others', async () => {
  const store = temporaryFolder()
  await runWith(store, [started])
  const damaged = await runWith(store, [started])
  writeFileSync(join(damaged, 'run.json'), '{')
  const torn = await runWith(store, [started])
  writeFileSync(join(torn, 'events.jsonl'), '"kind":"epoch"\n')
  mkdirSync(join(store, 'runs', 'empty'))
  const listed = await listRuns(store)
  expect(listed.ok && listed.value.runs.map(({ runId }) => runId)).toEqual(['run-1'])
  expect(listed.ok && listed.value.damaged.map(({ runId, error }) => [runId, error.code]).sort()).toEqual([
    ['empty', 'not-found'],
    ['run-2', 'run-invalid'],
    ['run-3', 'run-invalid'],
  ])
  rmSync(damaged, { recursive: true })
})
