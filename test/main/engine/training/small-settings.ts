import { trainingConfigSchema, type TrainingConfig } from '../../../../shared/training/training-config.ts'
import type { NetworkChoice } from '../../../../shared/zoo/network-choice.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'

/**
 * An Xception with one middle module. Not narrower: on maps of one or two channels TensorFlow's own sums depend on where
 * in memory they lie, and no run repeats bit for bit.
 */
export const SMALL_MODEL = xceptionOptionsSchema.parse({
  inputSize: 32,
  width: 0.25,
  middle: 1,
  dropout: 0.3,
  batchNormMomentum: 0.9,
})

export const SMALL_NETWORK: NetworkChoice = { name: 'xception', options: SMALL_MODEL }

/** Batches of 6, 6 and 4 an epoch, augmented, with momentum: all that a resumed run has to take up again. */
export function smallConfig(fields: Partial<TrainingConfig> = {}): TrainingConfig {
  return trainingConfigSchema.parse({
    epochs: 3,
    batchSize: 6,
    learningRate: 0.05,
    l2: 1e-4,
    schedule: { kind: 'cosine', warmupEpochs: 1, floor: 0.01 },
    augmentation: { flip: true, shift: 0.1, brightness: 0.1 },
    ...fields,
  })
}
