import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { exportRun } from '../../../../main/engine/formats/export-run.ts'
import { listExports } from '../../../../main/engine/formats/list-exports.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import { writeCheckpoint } from '../../../../main/engine/runs/checkpoints.ts'
import { createRun } from '../../../../main/engine/runs/run-store.ts'
import { startCursor } from '../../../../main/engine/training/training-cursor.ts'
import type { Result } from '../../../../shared/contract/result.ts'
import { newManifest } from '../runs/new-manifest.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { smallModel } from './models.ts'

const best = smallModel({}, 1)
const last = smallModel({}, 2)
let store: string
let run: string
beforeEach(async () => {
  store = temporaryFolder()
  const { graph, labels } = best
  const created = valueOf(await createRun(store, { ...newManifest(), graph, labels: [...labels] }))
  run = created.folder
})

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

async function writeBoth(): Promise<void> {
  for (const [which, model] of [
    ['last', last],
    ['best', best],
  ] as const) {
    const { graph, weights } = model
    valueOf(await writeCheckpoint(run, which, graph, { weights, slots: new Map(), cursor: startCursor() }))
  }
}

const request = { runId: 'run-1', format: 'keras', checkpoint: 'best' } as const

test('a run without a checkpoint has nothing to export', async () => {
  const expected = { error: { code: 'run-without-checkpoint' } }
  expect(await exportRun({ store, ...request })).toMatchObject(expected)
  expect(await readModel(run)).toMatchObject(expected)
})

test('an unknown run, or an id that would leave the store', async () => {
  for (const runId of ['run-9', '../run-1']) {
    expect(await exportRun({ store, ...request, runId })).toMatchObject({
      error: { code: 'run-unknown', data: { runId } },
    })
  }
})

test('before the first epoch ends, the last checkpoint is the best there is', async () => {
  const { graph, weights } = last
  valueOf(await writeCheckpoint(run, 'last', graph, { weights, slots: new Map(), cursor: startCursor() }))
  expect(valueOf(await exportRun({ store, ...request })).certificate.checkpoint).toBe('last')
  expect(valueOf(await readModel(run)).weights.get('predictions/kernel')).toEqual(weights.get('predictions/kernel'))
})

test('exports of one run stand beside each other, and are listed', async () => {
  await writeBoth()
  expect(await listExports(store, 'run-1')).toEqual({ ok: true, value: [] })
  const reports = [
    valueOf(await exportRun({ store, ...request })),
    valueOf(await exportRun({ store, ...request, checkpoint: 'last' })),
    valueOf(await exportRun({ store, ...request, format: 'tfjs' })),
  ]
  expect(reports.map(({ folder, exportId }) => [folder, exportId])).toEqual([
    ['keras', 'run-1/keras'],
    ['keras-2', 'run-1/keras-2'],
    ['tfjs', 'run-1/tfjs'],
  ])
  expect(reports.map(({ certificate }) => certificate.checkpoint)).toEqual(['best', 'last', 'best'])
  const kernel = async (folder: string) =>
    valueOf(await readModel(join(run, 'exports', folder))).weights.get('predictions/kernel')
  expect(await kernel('keras')).toEqual(best.weights.get('predictions/kernel'))
  expect(await kernel('keras-2')).toEqual(last.weights.get('predictions/kernel'))

  await mkdir(join(run, 'exports', 'half'))
  await writeFile(join(run, 'exports', 'half', 'certificate.json'), '{"formatVersion":1')
  expect(await listExports(store, 'run-1')).toEqual({ ok: true, value: reports })
})

test('exactly the folder that was asked for', async () => {
  await writeBoth()
  const destination = join(store, 'mine')
  const report = valueOf(await exportRun({ store, ...request, destination }))
  expect(report.folder).toBe('mine')
  expect(await readdir(destination)).toContain('model.keras')
  expect(await exportRun({ store, ...request, destination })).toMatchObject({
    error: { code: 'destination-not-empty', data: { path: destination } },
  })
})

test('a new folder inside the one that was chosen', async () => {
  await writeBoth()
  const inside = { id: 'destination-7', path: temporaryFolder() }
  await writeFile(join(inside.path, 'letter.txt'), '')
  const first = valueOf(await exportRun({ store, ...request, inside }))
  const second = valueOf(await exportRun({ store, ...request, inside }))
  expect(first).toMatchObject({ folder: 'run-1-keras', exportId: 'destination-7/run-1-keras' })
  expect(second).toMatchObject({ folder: 'run-1-keras-2', exportId: 'destination-7/run-1-keras-2' })
  expect((await readdir(inside.path)).sort()).toEqual(['letter.txt', 'run-1-keras', 'run-1-keras-2'])
})
