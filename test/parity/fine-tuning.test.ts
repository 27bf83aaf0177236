import { expect, test } from 'vitest'
import { createModelFrom, readWeights } from '../../main/engine/model/model.ts'
import { createTrainStep } from '../../main/engine/training/train-step.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { replaceHead } from '../../shared/graph/replace-head.ts'
import { depthRates } from '../../shared/training/depth-rates.ts'
import { frozenLayers } from '../../shared/training/frozen-layers.ts'
import { createRandom } from '../../shared/training/random.ts'
import { trainingConfigSchema, type TrainingConfig } from '../../shared/training/training-config.ts'
import { relativeL2 } from './errors.ts'
import { classLabels, freshWeights, prefixed, weightData } from './fixtures.ts'
import { askKeras, describeParity } from './keras.ts'
import { smoothNetwork } from './smooth-network.ts'
import type { NamedTensor, TensorFile } from './tensor-file.ts'

const [BATCH, SIZE, DECAY] = [16, 16, 0.9]
const random = createRandom(52)
const pixels = Uint8Array.from({ length: BATCH * SIZE * SIZE * 3 }, () => random.below(256))
const images = { shape: [BATCH, SIZE, SIZE, 3], data: Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1) }

interface Case {
  readonly optimizer: TrainingConfig['optimizer']
  readonly rate: number
  /** All up to this stays, batch norms too. */
  readonly freeze: string
  readonly l2: number
  readonly depthDecay: number
  /** Units of a new head's layers; null: the network's own last layer. */
  readonly head: readonly number[] | null
  readonly classes: number
}

const cases: readonly Case[] = [
  {
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false },
    ...{ rate: 0.05, freeze: 'block2', l2: 0, depthDecay: 1, head: null, classes: 10 },
  },
  {
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true },
    ...{ rate: 0.05, freeze: 'block1', l2: 1e-3, depthDecay: 0.5, head: null, classes: 4 },
  },
  {
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    ...{ rate: 1e-3, freeze: 'block1', l2: 1e-3, depthDecay: 0.5, head: [12], classes: 4 },
  },
  {
    optimizer: { kind: 'rmsprop', rho: 0.9, momentum: 0.9, epsilon: 1e-7 },
    ...{ rate: 1e-3, freeze: 'all', l2: 1e-3, depthDecay: 0.5, head: [12, 8], classes: 4 },
  },
]

/** The smooth network in blocks as a model's are, with the head that is asked for. */
function networkOf({ head, classes }: Case): LayerGraph {
  const blocks = { conv: 'block1', separable: 'block2', add: 'block2', depthwise: 'block3', pointwise: 'block3' }
  const graph = smoothNetwork(SIZE, 10)
  const nodes = graph.nodes.map((node) => {
    const found = Object.entries(blocks).find(([start]) => node.name.split('_')[0] === start)
    return { ...node, block: found?.[1] ?? (node.name === 'predictions' ? 'head' : '') }
  })
  const layers = head?.map((units) => ({ kind: 'dense', units }) as const) ?? null
  return replaceHead({ ...graph, nodes }, layers, classes)
}

function frozenOf(graph: LayerGraph, { freeze }: Case): ReadonlySet<string> {
  const found = frozenLayers(graph, freeze)
  if (!found.ok) throw new Error(JSON.stringify(found.error))
  return found.value
}

function ours(graph: LayerGraph, weights: TensorFile, labels: NamedTensor, given: Case, engine: 'eager' | 'compiled') {
  const built = createModelFrom(graph, weightData(weights))
  if (!built.ok) throw new Error(built.error.code)
  const model = built.value
  const { optimizer, l2, rate, depthDecay } = given
  const config = trainingConfigSchema.parse({ optimizer, l2, weightAverage: { decay: DECAY } })
  const [frozen, rates] = [frozenOf(graph, given), depthRates(graph, depthDecay)]
  const step = createTrainStep(model, config, { classWeights: null, engine, frozen, rates })
  const batch = { pixels, labels: Int32Array.from(labels.data), indices: new Int32Array(BATCH), count: BATCH }
  for (const number of [1, 2]) step.run(batch, rate, number)
  const trained = readWeights(model)
  const averaged = readWeights({ ...model, weights: step.averaged().weights })
  step.dispose()
  model.dispose()
  return { trained, averaged }
}

describeParity('two steps of fine-tuning from the same weights and batch', () => {
  test.each(cases)('change what Keras changes, and by as much: %j', async (given) => {
    const { optimizer, rate, l2, depthDecay, head, classes } = given
    const graph = networkOf(given)
    const frozen = frozenOf(graph, given)
    const factors = Object.fromEntries(depthRates(graph, depthDecay))
    const weights = freshWeights(graph, 51)
    const labels = classLabels(BATCH, classes, 53)
    const request = {
      ...{ model: 'smooth', options: { inputSize: SIZE, classes, head: head ?? [] } },
      ...{ optimizer, l2, factors, rates: [rate, rate], batchSize: BATCH, frozen: [...frozen], average: DECAY },
    }
    const answer = await askKeras(
      'losses',
      request,
      new Map([...prefixed('weight:', weights), ['images', images], ['labels', labels]]),
    )
    const theirs = (key: string) => (answer.get(key) as NamedTensor).data
    for (const engine of ['eager', 'compiled'] as const) {
      const { trained, averaged } = ours(graph, weights, labels, given, engine)
      let [still, moved] = [0, 0]
      for (const [key, values] of trained) {
        if (frozen.has(key.slice(0, key.lastIndexOf('/')))) {
          // Moving statistics too: in a frozen layer nothing moves.
          expect(values, `${engine} ${key}`).toEqual(weightData(weights).get(key))
          expect(theirs(`weight:${key}`), key).toEqual(values)
          still++
          continue
        }
        expect(relativeL2(values, theirs(`weight:${key}`)), `${engine} ${key}`).toBeLessThan(1e-4)
        moved++
        if (key.includes('/moving_')) continue
        const average = averaged.get(key) ?? new Float32Array(0)
        expect(relativeL2(average, theirs(`average:${key}`)), `average of ${key}`).toBeLessThan(1e-4)
      }
      expect([still > 4, moved > 1]).toEqual([true, true])
    }
  })
})
