import { createRandom } from '../../../shared/training/random.ts'
import { trainingConfigSchema, type TrainingConfig } from '../../../shared/training/training-config.ts'
import type { Batch } from '../dataset/batches.ts'
import type { Model } from '../model/model.ts'
import { createTrainStep } from '../training/train-step.ts'

export interface StepTimes {
  /** The first step: traced, compiled, and run on memory not touched before. */
  readonly firstMs: number
  /** The steps after it. */
  readonly stepsMs: readonly number[]
  /** Which way they ran. */
  readonly engine: 'compiled' | 'eager'
}

/** Trains on noise: the first step and `count` more. Keeps nothing but what the model holds. */
export function timeSteps(
  model: Model,
  given: Partial<TrainingConfig>,
  count: number,
  onStep: (done: number) => void = () => undefined,
): StepTimes {
  const config = trainingConfigSchema.parse(given)
  const step = createTrainStep(model, config, { classWeights: null })
  const batch = noiseBatch(model, config.batchSize)
  try {
    const times = Array.from({ length: count + 1 }, (_, index) => {
      const startMs = performance.now()
      step.run(batch, 1e-3, index + 1)
      const tookMs = performance.now() - startMs
      onStep(index)
      return tookMs
    })
    return { firstMs: times[0] ?? NaN, stepsMs: times.slice(1), engine: step.used().engine }
  } finally {
    step.dispose()
  }
}

/** Grey noise with labels by turns. */
export function noiseBatch({ graph, specs }: Pick<Model, 'graph' | 'specs'>, count: number): Batch {
  const [height = 1, width = 1] = graph.inputShape
  const classes = specs.at(-1)?.shape.at(-1) ?? 1
  const random = createRandom(7)
  const pixels = Uint8Array.from({ length: count * height * width * 3 }, () => random.below(256))
  const labels = Int32Array.from({ length: count }, (_, index) => index % classes)
  return { pixels, labels, count, indices: Int32Array.from({ length: count }, (_, index) => index) }
}
