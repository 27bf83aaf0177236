import { expect, it } from 'vitest'
import { inspectModel } from '../../../../main/engine/inspection/inspected-model.ts'
import { similarityOverBatch } from '../../../../main/engine/inspection/similarity-over-batch.ts'
import { createLibraryService } from '../../../../main/engine/processes/library-handlers.ts'
import type { Resize } from '../../../../shared/graph/layer-graph.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

type Options = Parameters<typeof similarityOverBatch>[3]

/** Smaller than the dataset's images of 32 pixels, which are noise: each way of resizing makes other images of them. */
const SIZE = { inputSize: 24 }

it.each(['nearest', 'bilinear'] as const)(
  'looks at a dataset as at one image where a model brings images to size by %s',
  async (resize) => {
    const { store, dataset, handlers, model } = await inspectedRun(SIZE, resize)
    const { datasetId } = dataset.summary
    const imageAt = (index: number) => ({ kind: 'dataset', datasetId, index }) as const

    const evaluate = { jobId: 'j', model, datasetId, split: 'all' } as const
    const { evaluationId } = valueOf(await handlers['inspection:evaluate'](evaluate, {}))
    const library = createLibraryService(store, () => undefined).handlers
    const list = { evaluationId, wrongOnly: false, order: 'loss', offset: 0, limit: 100 } as const
    const { rows } = valueOf(await library['mistakes:list'](list, {}))
    expect(rows).toHaveLength(20)
    for (const { index, confidence } of rows) {
      const { classes } = valueOf(await handlers['inspection:predict']({ model, image: imageAt(index) }, {}))
      expect(Math.abs((classes[0]?.probability ?? NaN) - confidence), `image ${index}`).toBeLessThan(1e-5)
    }

    const [layer, channel] = ['block3_sepconv2_bn', 5]
    const excite = { jobId: 'j', model, layer, channel, datasetId, top: 20 }
    const excited = valueOf(await handlers['inspection:exciters'](excite, {}))
    expect(excited.rows.length).toBeGreaterThan(2)
    for (const { index, value } of excited.rows) {
      const own = await handlers['inspection:map']({ model, image: imageAt(index), layer, channel }, {})
      expect(value, `image ${index}`).toBeCloseTo(Math.max(...valueOf(own).values), 4)
    }
  },
)

it('compares models over a dataset with each one given images in its own way', async () => {
  const { dataset, graph, weights } = await inspectedRun(SIZE)
  const inspected = (resize: Resize) => {
    const own = { ...graph, preprocessing: { ...graph.preprocessing, resize } }
    const copies = new Map([...weights].map(([key, values]) => [key, values.slice()]))
    return valueOf(inspectModel({ graph: own, weights: copies, labels: [] }, { key: resize, run: null }))
  }
  const models = { plain: inspected('bilinear-antialias'), nearest: inspected('nearest') }
  const turns: number[] = []
  const ckaOf = async (a: keyof typeof models, b: keyof typeof models) => {
    const options = { split: 'training', count: 16, layers: ['block2_sepconv1_bn'] } satisfies Options
    const turn = (_: number, total: number) => Promise.resolve(turns.push(total) > 0)
    const { rows } = valueOf(await similarityOverBatch(models[a], models[b], dataset, options, turn))
    return rows[0]?.cka ?? NaN
  }
  expect(await ckaOf('nearest', 'nearest')).toBeCloseTo(1, 6)
  expect(new Set(turns.splice(0))).toEqual(new Set([16]))
  const [cka, mirrored] = [await ckaOf('plain', 'nearest'), await ckaOf('nearest', 'plain')]
  expect(new Set(turns)).toEqual(new Set([32]))
  // Two classes of brightness are most of what there is; the same images would make it 1 to 1e-6.
  expect(1 - cka).toBeGreaterThan(1e-4)
  expect(mirrored).toBeCloseTo(cka, 6)
  Object.values(models).forEach((model) => model.dispose())
})
