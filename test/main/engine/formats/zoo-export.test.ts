import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import type { ModelFile } from '../../../../main/engine/formats/model-file.ts'
import { predictWithTfjs } from '../../../../main/engine/formats/tfjs/predict-with-tfjs.ts'
import { probabilitiesOf } from '../../../../main/engine/formats/probabilities.ts'
import { createGraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { upToFirstOutput } from '../../../../shared/graph/first-output.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { wideWeights, weightData } from '../../../parity/fixtures.ts'
import { ZOO_GRAPHS } from '../zoo-models.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-zoo-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const modelOf = (graph: LayerGraph): ModelFile => {
  const labels = ['a', 'b', 'c', 'd', 'e']
  return { graph, weights: weightData(wideWeights(graph, 7)), labels }
}

async function write(model: ModelFile, format: 'keras' | 'tfjs') {
  const target = await mkdtemp(join(folder, format))
  return { target, written: await FORMATS[format].write(model, target) }
}

async function expectReadBack(model: ModelFile, format: 'keras' | 'tfjs'): Promise<string> {
  const { target, written } = await write(model, format)
  if (!written.ok) throw new Error(JSON.stringify(written.error))
  const read = await FORMATS[format].read(join(target, FORMATS[format].file))
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  const graph = upToFirstOutput(model.graph)
  expect(read.value.graph).toEqual(graph)
  const layers = new Set(graph.nodes.map((node) => node.name))
  const wanted = [...model.weights].filter(([key]) => layers.has(key.split('/')[0] ?? ''))
  expect([...read.value.weights.keys()]).toEqual(wanted.map(([key]) => key))
  for (const [key, values] of wanted) expect(read.value.weights.get(key), key).toEqual(values)
  return target
}

describe.each(ZOO_GRAPHS)('%s', (name, graph) => {
  const model = modelOf(graph)

  test('.keras: what was written is what is read, without auxiliary heads', () => expectReadBack(model, 'keras'))

  test('tfjs: the same, and tfjs itself computes our probabilities; what tfjs has no words for is said', async () => {
    if (name.includes('local response')) {
      const { written } = await write(model, 'tfjs')
      expect(written).toMatchObject({ error: { code: 'layer-unsupported', data: { layer: 'norm1' } } })
      return
    }
    const target = await expectReadBack(model, 'tfjs')
    const random = createRandom(1)
    const pixels = Uint8Array.from({ length: 2 * 32 * 32 * 3 }, () => random.below(256))
    const ours = probabilitiesOf(model, pixels)
    if (!ours.ok) throw new Error(ours.error.code)
    const theirs = await predictWithTfjs(target, model, pixels)
    theirs.forEach((value, index) => expect(Math.abs(value - (ours.value[index] ?? NaN))).toBeLessThan(1e-5))
  })
})

/** Channels taken apart, treated apart and put together again. */
function sliced(): LayerGraph {
  const build = createGraphBuilder('sliced')
  const input = build.input('input', [32, 32, 3])
  const window = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: true } as const
  const parts = [0, 1, 2].map((channel) => {
    const part = build.slice(`slice${channel}`, input, channel, 1)
    return build.conv2d(`conv${channel}`, part, { filters: 2, ...window })
  })
  const x = build.globalAveragePooling2d('mean', build.concatenate('joined', parts))
  const output = build.dense('predictions', x, { units: 5, useBias: true, activation: 'softmax' })
  return build.finish([output], XCEPTION_PREPROCESSING)
}

test.each(['keras', 'tfjs'] as const)('channel slices are said in other layers and read back: %s', async (format) => {
  await expectReadBack(modelOf(sliced()), format)
})
