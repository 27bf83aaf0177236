import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readImage } from '../../../../main/engine/dataset/dataset.ts'
import { createInspectionService } from '../../../../main/engine/processes/inspection-service.ts'
import { createLibraryService } from '../../../../main/engine/processes/library-handlers.ts'
import { keepEpoch } from '../../../../main/engine/runs/checkpoint-history.ts'
import { predictionRowSchema } from '../../../../shared/contract/inspection/describe.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

const unheard = () => undefined

it('finds the images that excite a channel most', async () => {
  const { handlers, model, dataset } = await inspectedRun()
  const { datasetId } = dataset.summary
  const layer = 'block3_sepconv2_bn'
  const args = { jobId: 'j', model, layer, channel: 5, datasetId, top: 3 }
  const { rows, images } = valueOf(await handlers['inspection:exciters'](args, {}))
  const validation = dataset.images.filter(({ split }) => split === 'validation')
  expect(images).toBe(validation.length)
  const peaks: { index: number; value: number; at: number }[] = []
  for (const { index } of validation) {
    const image = { kind: 'dataset', datasetId, index } as const
    const { values, size } = valueOf(await handlers['inspection:map']({ model, image, layer, channel: 5 }, {}))
    const value = Math.max(...values)
    peaks.push({ index, value, at: values.indexOf(value) })
    expect(size[0]).toBe(size[1])
  }
  peaks.sort((a, b) => b.value - a.value)
  expect(rows.map(({ index }) => index)).toEqual(peaks.slice(0, 3).map(({ index }) => index))
  rows.forEach(({ value }, at) => expect(value).toBeCloseTo(peaks[at]?.value ?? NaN, 4))
})

it('keeps what a model says of a split, and the library answers from it', async () => {
  const { store, handlers, model, dataset } = await inspectedRun()
  const { datasetId } = dataset.summary
  const args = { jobId: 'j', model, datasetId, split: 'all' } as const
  const { evaluationId, images, top1 } = valueOf(await handlers['inspection:evaluate'](args, {}))
  expect(images).toBe(20)
  const library = createLibraryService(store, unheard).handlers
  const summary = valueOf(await library['mistakes:summary']({ evaluationId }, {}))
  expect(summary).toMatchObject({ images: 20, top1, labels: ['bright', 'dark'] })
  expect(summary.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(20)
  const list = { evaluationId, wrongOnly: true, order: 'loss', offset: 0, limit: 100 } as const
  const wrong = valueOf(await library['mistakes:list'](list, {}))
  expect(wrong.total).toBe(20 - Math.round(20 * top1))
  const cell = valueOf(await library['mistakes:list']({ ...list, truth: 0, predicted: 0 }, {}))
  expect(cell.total).toBe(summary.confusion[0]?.[0])
  const [first] = valueOf(await library['mistakes:list']({ ...list, wrongOnly: false }, {})).rows
  const image = { kind: 'dataset', datasetId, index: first?.index ?? -1 } as const
  const { classes } = valueOf(await handlers['inspection:predict']({ model, image }, {}))
  expect(classes[0]?.probability).toBeCloseTo(first?.confidence ?? NaN, 4)
  expect(first?.file).toBe(dataset.images[image.index]?.file)
  expect(await library['mistakes:summary']({ evaluationId: '../../run' }, {})).toMatchObject({
    error: { code: 'evaluation-unknown' },
  })
})

it('predicts a folder: rows as they come, a broken file among them, and a CSV', async () => {
  const setting = await inspectedRun()
  const [folder, out] = [temporaryFolder(), temporaryFolder()]
  await mkdir(join(folder, 'deeper'))
  await writeFile(join(folder, 'a.png'), valueOf(await readImage(setting.dataset, 0)))
  await writeFile(join(folder, 'b,".png'), 'no image at all')
  await writeFile(join(folder, 'deeper', 'c.PNG'), valueOf(await readImage(setting.dataset, 1)))
  await writeFile(join(folder, 'notes.txt'), 'no image and no image file')
  const told: unknown[] = []
  const service = createInspectionService(setting.store, (name, payload) => {
    if (name === 'inspection:rows' && 'rows' in payload) told.push(...payload.rows)
  })
  const args = { jobId: 'j', model: setting.model, sourceId: 's', destinationId: 'd' }
  const paths = { s: folder, d: out }
  const done = valueOf(await service.handlers['inspection:folder'](args, paths))
  expect(done).toEqual({ images: 3, failed: 1, csv: 'predictions.csv' })
  const rows = told.map((row) => predictionRowSchema.parse(row))
  expect(rows.map(({ file }) => file)).toEqual(['a.png', 'b,".png', join('deeper', 'c.PNG')])
  expect(rows[1]?.error?.code).toBe('image-unreadable')
  const lines = (await readFile(join(out, 'predictions.csv'), 'utf8')).split('\r\n')
  expect(lines).toHaveLength(5)
  expect(lines[2]).toMatch(/^"b,"".png",.*,image-unreadable$/)
  expect(lines[1]).toMatch(/^a\.png,(bright|dark),0\.\d{6},/)
})

it('ends a job that is cancelled, and only that', async () => {
  const setting = await inspectedRun()
  const { datasetId } = setting.dataset.summary
  const service = createInspectionService(setting.store, (name, payload) => {
    if (name === 'inspection:progress' && 'jobId' in payload) {
      service.handlers['inspection:cancel']({ jobId: payload.jobId }, {})
    }
  })
  const args = { jobId: 'one', model: setting.model, datasetId, split: 'all' } as const
  expect(await service.handlers['inspection:evaluate'](args, {})).toMatchObject({ error: { code: 'cancelled' } })
})

it('lists what a slider can move through', async () => {
  const { store, run, graph, weights } = await inspectedRun()
  const library = createLibraryService(store, unheard).handlers
  const { runId } = run.manifest
  expect(valueOf(await library['checkpoints:list']({ runId }, {}))).toEqual({
    ...{ epochs: [], best: null, last: 2, scores: [] },
  })
  for (const epoch of [2, 1]) valueOf(await keepEpoch(run.folder, graph, epoch, weights))
  const listed = valueOf(await library['checkpoints:list']({ runId }, {}))
  expect(listed.epochs.map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(listed.epochs[0]?.bytes).toBeGreaterThan(1000)
})
