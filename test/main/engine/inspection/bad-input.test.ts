import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { historyPath, keepEpoch } from '../../../../main/engine/runs/checkpoint-history.ts'
import { createRun } from '../../../../main/engine/runs/run-store.ts'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import { pngOf } from '../dataset/image-files.ts'
import { smallModel } from '../formats/models.ts'
import { newManifest } from '../runs/new-manifest.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

const page = { rank: 'difference', offset: 0, count: 4, size: 16 } as const

it('holds a layer that the other model lacks against the nearest by depth, and says so', async () => {
  const { handlers, store, model, image, run } = await inspectedRun({ middle: 2 })
  const options = xceptionOptionsSchema.parse({ inputSize: 32, width: 0.25, middle: 1, classes: 2 })
  const graph = xception(options)
  const { weights } = smallModel({ inputSize: 32, width: 0.25, middle: 1, classes: 2 })
  const known = new Map(weightSpecs(graph).map(({ key }) => [key, weights.get(key) as Float32Array]))
  const { labels, dataset } = run.manifest
  const shallow = valueOf(
    await createRun(store, { ...newManifest(), model: { name: 'xception', options }, graph, labels, dataset }),
  )
  valueOf(await keepEpoch(shallow.folder, graph, 1, known))
  const other = { kind: 'run', runId: shallow.manifest.runId, checkpoint: 1 } as const
  const sides = { a: { model, image }, b: { model: other, image } }
  // With two modules in the middle flow the last one is block 8; with one it is block 7.
  const layer = 'block8_sepconv2_act'
  const compared = valueOf(await handlers['inspection:compare']({ ...sides, layer, ...page }, {}))
  expect(compared).toMatchObject({ match: 'nearest', a: { layer }, b: { layer: 'block7_sepconv2_act' } })
  const { rows } = valueOf(await handlers['inspection:depth'](sides, {}))
  expect(rows.find((row) => row.layer === layer)).toMatchObject({ match: 'nearest', layerB: 'block7_sepconv2_act' })
  expect(rows.find((row) => row.layer === 'block2_sepconv1')).toMatchObject({
    match: 'name',
    layerB: 'block2_sepconv1',
  })
})

it('says that a checkpoint was deleted while one stood on it; the others are there', async () => {
  const { handlers, model, image, run, graph, weights } = await inspectedRun()
  for (const epoch of [1, 2]) valueOf(await keepEpoch(run.folder, graph, epoch, weights))
  const look = (checkpoint: number | 'last') =>
    handlers['inspection:maps'](
      { model: { ...model, checkpoint }, image, layer: 'block3_sepconv2_bn', ...page, rank: 'mean' },
      {},
    )
  valueOf(await look(1))
  await rm(historyPath(run.folder, 1))
  expect(await look(1)).toMatchObject({ error: { code: 'checkpoint-unknown', data: { checkpoint: 'of epoch 1' } } })
  expect(await look(2)).toMatchObject({ ok: true })
  expect(await look('last')).toMatchObject({ ok: true })
})

it('says that a checkpoint is damaged', async () => {
  const { handlers, model, image, run, graph, weights } = await inspectedRun()
  valueOf(await keepEpoch(run.folder, graph, 1, weights))
  await writeFile(historyPath(run.folder, 1), 'no safetensors')
  const damaged = { ...model, checkpoint: 1 }
  expect(await handlers['inspection:predict']({ model: damaged, image }, {})).toMatchObject({
    error: { code: 'model-invalid' },
  })
})

describe('a photograph of 100 megapixels', () => {
  const image = { kind: 'source', sourceId: 's' } as const
  /** Grey, so that the file stays small; what is decoded is as large as any. */
  const photograph = (width: number, height: number) => {
    return pngOf(width, height, deflateSync(Buffer.alloc((width + 1) * height), { level: 1 }), 0)
  }

  it('is predicted, once for all who ask', async () => {
    const { handlers, model } = await inspectedRun()
    const path = join(temporaryFolder(), 'large.png')
    const [width, height] = [11_648, 8_736]
    await writeFile(path, photograph(width, height))
    const ask = () => handlers['inspection:predict']({ model, image }, { s: path })
    const answers = await Promise.all([ask(), ask()])
    for (const answer of answers) expect(valueOf(answer).image).toMatchObject({ width, height, size: 32 })
  }, 60_000)

  it('of more is refused before it is decoded', async () => {
    const { handlers, model } = await inspectedRun()
    const path = join(temporaryFolder(), 'larger.png')
    await writeFile(path, pngOf(16_000, 16_000, deflateSync(Buffer.alloc(1000))))
    expect(await handlers['inspection:predict']({ model, image }, { s: path })).toMatchObject({
      error: { code: 'image-unreadable' },
    })
  })
})
