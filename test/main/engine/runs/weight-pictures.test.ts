import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { importIntoStore } from '../../../../main/engine/formats/model-store.ts'
import { keepEpoch } from '../../../../main/engine/runs/checkpoint-history.ts'
import type { ModelRef } from '../../../../shared/contract/inspection/refs.ts'
import { pictureOfWeight, readWeightPictures } from '../../../../main/engine/runs/weight-pictures.ts'
import { writeCheckpoint } from '../../../../main/engine/runs/checkpoints.ts'
import { createRun } from '../../../../main/engine/runs/run-store.ts'
import { weightSpecs, shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { newManifest } from './new-manifest.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ramp = (count: number) => Float32Array.from({ length: count }, (_, index) => index - count / 2)

test('a depthwise kernel is a tile for each channel', () => {
  const values = ramp(3 * 3 * 5)
  const { picture, minimum, maximum, histogram } = pictureOfWeight('depthwise_kernel', [3, 3, 5, 1], values)
  expect(picture).toMatchObject({ kind: 'tiles', height: 3, width: 3, count: 5, total: 5 })
  expect([minimum, maximum]).toEqual([values.at(0), values.at(-1)])
  expect(histogram.reduce((sum, count) => sum + count)).toBe(45)
  // The second tile's last value is the last place of channel 1.
  const expected = Math.round((((values[8 * 5 + 1] ?? 0) + 22.5) / 45) * 255)
  expect(picture?.values[9 + 8]).toBe(expected)
})

test('a large matrix keeps the value of each square that is farthest from zero', () => {
  const values = new Float32Array(1024 * 600)
  values[700 * 600 + 301] = -4
  const { picture, minimum } = pictureOfWeight('pointwise_kernel', [1, 1, 1024, 600], values)
  expect(minimum).toBe(-4)
  expect(picture).toMatchObject({ kind: 'matrix', height: 512, width: 300, reduce: 2 })
  expect(picture?.values[350 * 300 + 150]).toBe(0)
  expect(picture?.values.filter((byte) => byte !== 128)).toHaveLength(1)
})

test('a vector has numbers and no picture; one of zeros has a scale all the same', () => {
  expect(pictureOfWeight('beta', [7], ramp(7)).picture).toBeNull()
  expect(pictureOfWeight('beta', [7], new Float32Array(7)).scale).toEqual({ low: -1, high: 1 })
})

test('reads one layer of a checkpoint, and says what is not there', async () => {
  const store = temporaryFolder()
  const manifest = newManifest()
  const run = await createRun(store, manifest)
  if (!run.ok) throw new Error(run.error.code)
  const { runId, graph } = run.value.manifest
  const last = { kind: 'run', runId, checkpoint: 'last' } as const
  const missing = await readWeightPictures(store, last, 'predictions', {})
  expect(missing).toMatchObject({ error: { code: 'run-without-checkpoint' } })
  const weights = new Map(weightSpecs(graph).map(({ key, shape }) => [key, ramp(shapeSize(shape))]))
  const cursor = { epoch: 1, step: 0, stepsDone: 1, learningRateStep: 0, bestEpoch: null } as never
  const written = await writeCheckpoint(run.value.folder, 'last', graph, { weights, slots: new Map(), cursor })
  expect(written.ok).toBe(true)
  const layer = graph.nodes.findLast(({ kind }) => kind === 'dense')?.name ?? ''
  const read = await readWeightPictures(store, last, layer, {})
  expect(read.ok && read.value.map(({ weight }) => weight)).toEqual(['kernel', 'bias'])
  expect(await readWeightPictures(store, last, 'nothing', {})).toMatchObject({ error: { code: 'layer-unknown' } })
  expect(await readWeightPictures(store, { ...last, runId: 'run-9' }, layer, {})).toMatchObject({
    error: { code: 'run-unknown' },
  })
})

test("reads a layer of a run's history, of an imported model and of a model file", async () => {
  const store = temporaryFolder()
  const run = await createRun(store, newManifest())
  if (!run.ok) throw new Error(run.error.code)
  const { runId, graph, labels } = run.value.manifest
  const weights = new Map(weightSpecs(graph).map(({ key, shape }) => [key, ramp(shapeSize(shape))]))
  const layer = graph.nodes.findLast(({ kind }) => kind === 'dense')?.name ?? ''
  const names = async (model: ModelRef, paths = {}) => {
    const read = await readWeightPictures(store, model, layer, paths)
    return read.ok ? read.value.map(({ weight }) => weight) : read.error.code
  }

  const history: ModelRef = { kind: 'run', runId, checkpoint: 1 }
  expect(await names(history)).toBe('checkpoint-unknown')
  await keepEpoch(run.value.folder, graph, 1, weights)
  expect(await names(history)).toEqual(['kernel', 'bias'])

  const folder = temporaryFolder()
  await FORMATS.keras.write({ graph, weights, labels }, folder)
  const file: ModelRef = { kind: 'file', sourceId: 'dropped' }
  expect(await names(file)).toBe('source-unknown')
  expect(await names(file, { dropped: join(folder, FORMATS.keras.file) })).toEqual(['kernel', 'bias'])

  expect(await names({ kind: 'imported', modelId: 'mine' })).toBe('model-unknown')
  const imported = await importIntoStore(store, join(folder, FORMATS.keras.file), { modelId: 'mine' })
  expect(imported.ok).toBe(true)
  expect(await names({ kind: 'imported', modelId: 'mine' })).toEqual(['kernel', 'bias'])
})
