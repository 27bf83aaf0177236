import { chooseNetwork, type NetworkChoice } from '../zoo/network-choice.ts'
import { xceptionOptionsSchema, type XceptionOptions } from '../zoo/xception-options.ts'
import type { NetworkName } from '../zoo/zoo.ts'
import { trainingConfigSchema, type TrainingConfig } from './training-config.ts'

export interface Preset {
  readonly id: 'small-images' | 'paper'
  readonly model: XceptionOptions
  readonly config: TrainingConfig
}

/** All 14 modules and 36 convolution layers at a quarter of the width, for images of 32 to 70 pixels. */
export const SMALL_IMAGES: Preset = {
  id: 'small-images',
  model: xceptionOptionsSchema.parse({ inputSize: 32, width: 0.25, batchNormMomentum: 0.9 }),
  config: trainingConfigSchema.parse({
    epochs: 12,
    batchSize: 32,
    optimizer: { kind: 'sgd', momentum: 0.9 },
    learningRate: 0.045,
    schedule: { kind: 'cosine', warmupEpochs: 1, floor: 0.01 },
    l2: 1e-5,
    augmentation: { flip: true, shift: 0.06, brightness: 0 },
  }),
}

/** The paper's ImageNet recipe (arXiv:1610.02357, section 4.3) at full size. */
export const PAPER: Preset = {
  id: 'paper',
  model: xceptionOptionsSchema.parse({ inputSize: 299, dropout: 0.5 }),
  config: trainingConfigSchema.parse({
    epochs: 20,
    batchSize: 8,
    optimizer: { kind: 'sgd', momentum: 0.9 },
    learningRate: 0.045,
    schedule: { kind: 'step', factor: 0.94, everyEpochs: 2 },
    l2: 1e-5,
    augmentation: { flip: true, shift: 0.1, brightness: 0.1 },
  }),
}

export const PRESETS: readonly Preset[] = [SMALL_IMAGES, PAPER]

/** What a preset means for a network: Xception as it says, of another the small variant or the paper's. */
export function presetNetwork({ id, model }: Preset, name: NetworkName): NetworkChoice {
  if (name === 'xception') return { name, options: model }
  return chooseNetwork(name, id === 'small-images' ? 'small' : 'paper')
}
