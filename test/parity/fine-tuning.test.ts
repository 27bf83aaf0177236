import { expect, test } from 'vitest'
import { createModelFrom, readWeights } from '../../main/engine/model/model.ts'
import { createTrainStep } from '../../main/engine/training/train-step.ts'
import { frozenLayers } from '../../shared/training/frozen-layers.ts'
import { createRandom } from '../../shared/training/random.ts'
import { trainingConfigSchema, type OptimizerConfig } from '../../shared/training/training-config.ts'
import { relativeL2 } from './errors.ts'
import { classLabels, freshWeights, prefixed, weightData } from './fixtures.ts'
import { askKeras, describeParity } from './keras.ts'
import { smoothNetwork } from './smooth-network.ts'
import type { NamedTensor } from './tensor-file.ts'

const [BATCH, SIZE, CLASSES, DECAY] = [16, 16, 10, 0.9]
const graph = smoothNetwork(SIZE, CLASSES)
const weights = freshWeights(graph, 51)
const random = createRandom(52)
const pixels = Uint8Array.from({ length: BATCH * SIZE * SIZE * 3 }, () => random.below(256))
const images = { shape: [BATCH, SIZE, SIZE, 3], data: Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1) }
const labels = classLabels(BATCH, CLASSES, 53)

/** The stem and the separable module, batch norms and all. */
const found = frozenLayers(graph, 'separable_act')
const frozen = found.ok ? found.value : new Set<string>()

const cases = [
  { optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false }, rate: 0.05 },
  { optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }, rate: 1e-3 },
] as const satisfies readonly { optimizer: OptimizerConfig; rate: number }[]

function ours(optimizer: OptimizerConfig, rate: number, engine: 'eager' | 'compiled') {
  const built = createModelFrom(graph, weightData(weights))
  if (!built.ok) throw new Error(built.error.code)
  const model = built.value
  const config = trainingConfigSchema.parse({ optimizer, weightAverage: { decay: DECAY } })
  const step = createTrainStep(model, config, { classWeights: null, engine, frozen })
  const batch = { pixels, labels: Int32Array.from(labels.data), indices: new Int32Array(BATCH), count: BATCH }
  for (const number of [1, 2]) step.run(batch, rate, number)
  const trained = readWeights(model)
  const averaged = readWeights({ ...model, weights: step.averaged().weights })
  step.dispose()
  model.dispose()
  return { trained, averaged }
}

describeParity('two steps of fine-tuning from the same weights and batch', () => {
  test.each(cases)('change what Keras changes, and by as much: %j', async ({ optimizer, rate }) => {
    const request = {
      ...{ model: 'smooth', options: { inputSize: SIZE, classes: CLASSES } },
      ...{ optimizer, l2: 0, rates: [rate, rate], batchSize: BATCH, frozen: [...frozen], average: DECAY },
    }
    const given = new Map([...prefixed('weight:', weights), ['images', images], ['labels', labels]])
    const answer = await askKeras('losses', request, given)
    const theirs = (key: string) => (answer.get(key) as NamedTensor).data
    for (const engine of ['eager', 'compiled'] as const) {
      const { trained, averaged } = ours(optimizer, rate, engine)
      let still = 0
      for (const [key, values] of trained) {
        const isFrozen = frozen.has(key.slice(0, key.lastIndexOf('/')))
        if (isFrozen) {
          // Moving statistics too: in a frozen layer nothing moves.
          expect(values, `${engine} ${key}`).toEqual(weightData(weights).get(key))
          expect(theirs(`weight:${key}`), key).toEqual(values)
          still++
        } else {
          expect(relativeL2(values, theirs(`weight:${key}`)), `${engine} ${key}`).toBeLessThan(1e-4)
          if (key.includes('/moving_')) continue
          expect(
            relativeL2(averaged.get(key) ?? new Float32Array(0), theirs(`average:${key}`)),
            `average of ${key}`,
          ).toBeLessThan(1e-4)
        }
      }
      expect(still).toBe(11)
    }
  })
})
