import { expect, it } from 'vitest'
import { keepEpoch } from '../../../../main/engine/runs/checkpoint-history.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

/** A run with two epochs in its history: the second one's kernels of one layer are doubled. */
async function twoEpochs() {
  const setting = await inspectedRun()
  const { run, graph, weights } = setting
  const changed = new Map(weights)
  const key = 'block3_sepconv2/pointwise_kernel'
  changed.set(
    key,
    (weights.get(key) as Float32Array).map((value) => value * 2),
  )
  valueOf(await keepEpoch(run.folder, graph, 1, weights))
  valueOf(await keepEpoch(run.folder, graph, 2, changed))
  const side = (checkpoint: number, index = 0) => ({
    model: { ...setting.model, checkpoint },
    image: { ...setting.image, index },
  })
  return { ...setting, side }
}

const page = { rank: 'difference', offset: 0, count: 6, size: 16 } as const

it('a thing beside itself differs in nothing', async () => {
  const { handlers, side } = await twoEpochs()
  const args = { a: side(1), b: side(1), layer: 'block4_sepconv1_bn', ...page }
  const same = valueOf(await handlers['inspection:compare'](args, {}))
  expect(same.match).toBe('name')
  expect(same.difference).toMatchObject({ relativeL2: 0 })
  expect(same.difference?.cosine).toBeCloseTo(1, 6)
  expect(same.a.tiles).toEqual(same.b.tiles)
})

it('two checkpoints part ways at the layer that changed, by as much as it changed', async () => {
  const { handlers, side } = await twoEpochs()
  const depth = valueOf(await handlers['inspection:depth']({ a: side(1), b: side(2) }, {}))
  expect(depth.parting).toBe('block3_sepconv2')
  const before = depth.rows.slice(
    0,
    depth.rows.findIndex(({ layer }) => layer === 'block3_sepconv2'),
  )
  expect(before.length).toBeGreaterThan(5)
  expect(before.every(({ relativeL2 }) => relativeL2 === 0)).toBe(true)
  const args = { a: side(1), b: side(2), layer: 'block3_sepconv2', ...page }
  const { difference, order, a } = valueOf(await handlers['inspection:compare'](args, {}))
  // Twice the kernel is twice the map: the same direction, and a difference as long as A.
  expect(difference?.cosine).toBeCloseTo(1, 5)
  expect(difference?.relativeL2).toBeCloseTo(1, 5)
  expect(difference?.channelRelativeL2[order[0] ?? -1]).toBeCloseTo(1, 5)
  expect(order[0]).toBe(a.statistics.energy.indexOf(Math.max(...a.statistics.energy)))
})

it('two images of one layer, and layers of other shapes', async () => {
  const { handlers, side } = await twoEpochs()
  const images = { a: side(1, 0), b: side(1, 15), layer: 'block2_sepconv1_bn', ...page }
  expect(valueOf(await handlers['inspection:compare'](images, {})).difference?.relativeL2).toBeGreaterThan(0.1)
  const shapes = { ...images, layer: 'block2_sepconv1_bn', layerB: 'block1_conv1', count: 64 }
  const other = valueOf(await handlers['inspection:compare'](shapes, {}))
  expect(other).toMatchObject({ match: 'chosen', difference: null })
  expect(await handlers['inspection:compare']({ ...images, layerB: 'none' }, {})).toMatchObject({
    error: { code: 'layer-unknown' },
  })
})

it('over images of the dataset, a model is most like itself', async () => {
  const { handlers, side, dataset } = await twoEpochs()
  const { datasetId } = dataset.summary
  const args = { jobId: 'j', datasetId, split: 'training', count: 12 } as const
  const ask = (b: number) => handlers['inspection:similarity']({ ...args, a: side(1).model, b: side(b).model }, {})
  const same = valueOf(await ask(1))
  expect(same.images).toBe(12)
  for (const { cka, effectiveRankA, effectiveRankB } of same.rows) {
    expect(cka).toBeCloseTo(1, 5)
    expect(effectiveRankA).toBeCloseTo(effectiveRankB, 6)
    expect(effectiveRankA).toBeLessThanOrEqual(11.001)
  }
  const other = valueOf(await ask(2))
  expect(other.rows[0]?.cka).toBeCloseTo(1, 5)
  expect(other.rows.at(-1)?.cka).toBeLessThan(1)
})
