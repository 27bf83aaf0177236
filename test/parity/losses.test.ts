import { expect, test } from 'vitest'
import { createModelFrom, readWeights } from '../../main/engine/model/model.ts'
import { createTrainStep } from '../../main/engine/training/train-step.ts'
import { createRandom } from '../../shared/training/random.ts'
import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import { relativeL2, relativeMaximum } from './errors.ts'
import { classLabels, prefixed, freshWeights, weightData } from './fixtures.ts'
import { askKeras, describeParity } from './keras.ts'
import { smoothNetwork } from './smooth-network.ts'
import type { NamedTensor } from './tensor-file.ts'

const STEPS = 20
const BATCH = 16
const SAMPLES = 64
const SIZE = 16
const CLASSES = 10

const graph = smoothNetwork(SIZE, CLASSES)
const weights = freshWeights(graph, 31)
const random = createRandom(32)
const pixels = Uint8Array.from({ length: SAMPLES * SIZE * SIZE * 3 }, () => random.below(256))
const images: NamedTensor = {
  shape: [SAMPLES, SIZE, SIZE, 3],
  data: Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1),
}
const labels = classLabels(SAMPLES, CLASSES, 33)

/** A schedule that changes the rate in the middle: where a rate outside of the velocity would part from Keras. */
const rates = (rate: number) => Array.from({ length: STEPS }, (_, index) => (index < STEPS / 2 ? rate : rate / 4))

const cases = [
  { optimizer: { kind: 'sgd', momentum: 0, nesterov: false }, rate: 0.1, l2: 0 },
  { optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false }, rate: 0.05, l2: 1e-4 },
  { optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true }, rate: 0.05, l2: 0 },
  { optimizer: { kind: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-7 }, rate: 1e-3, l2: 0 },
  { optimizer: { kind: 'rmsprop', rho: 0.9, momentum: 0.9, epsilon: 1e-7 }, rate: 1e-3, l2: 1e-4 },
  { optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }, rate: 1e-2, l2: 1e-4 },
] as const

function ours(
  optimizer: (typeof cases)[number]['optimizer'],
  l2: number,
  schedule: readonly number[],
  engine: 'eager' | 'compiled',
) {
  const built = createModelFrom(graph, weightData(weights))
  if (!built.ok) throw new Error(built.error.code)
  const model = built.value
  const step = createTrainStep(model, trainingConfigSchema.parse({ optimizer, l2 }), { classWeights: null, engine })
  const imageSize = SIZE * SIZE * 3
  const losses = schedule.map((rate, index) => {
    const from = (index * BATCH) % SAMPLES
    const batch = {
      pixels: pixels.slice(from * imageSize, (from + BATCH) * imageSize),
      labels: Int32Array.from(labels.data.slice(from, from + BATCH)),
      indices: new Int32Array(BATCH),
      count: BATCH,
    }
    return step.run(batch, rate, index + 1).loss
  })
  const trained = readWeights(model)
  step.dispose()
  model.dispose()
  return { losses: Float32Array.from(losses), trained }
}

describeParity('twenty steps of training', () => {
  test.each(cases)('give the losses that Keras gives: %j', async ({ optimizer, rate, l2 }) => {
    const schedule = rates(rate)
    const answer = await askKeras(
      'losses',
      {
        model: 'smooth',
        options: { inputSize: SIZE, classes: CLASSES },
        optimizer,
        l2,
        rates: schedule,
        batchSize: BATCH,
      },
      new Map([...prefixed('weight:', weights), ['images', images], ['labels', labels]]),
    )
    const expected = (answer.get('losses') as NamedTensor).data
    for (const engine of ['eager', 'compiled'] as const) {
      const { losses, trained } = ours(optimizer, l2, schedule, engine)
      expect(relativeMaximum(losses, expected), engine).toBeLessThan(1e-4)
      const moving = [...trained].filter(([key]) => key.includes('/moving_'))
      const parted = moving.filter(([key, value]) => {
        return !(relativeL2(value, (answer.get(`weight:${key}`) as NamedTensor).data) < 1e-3)
      })
      expect(
        parted.map(([key]) => key),
        `${engine}: moving statistics`,
      ).toEqual([])
    }
  })
})
