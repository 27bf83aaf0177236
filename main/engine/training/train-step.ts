import type { Tensor } from '@tensorflow/tfjs-node'
import { shapeSize } from '../../../shared/graph/weight-specs.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Batch } from '../dataset/batches.ts'
import { pixelInput, type BatchInput } from '../model/batch-input.ts'
import { trainedSpecs } from '../model/data-gradients.ts'
import type { Model } from '../model/model.ts'
import type { EngineUsed } from '../model/engine-used.ts'
import type { WeightMap } from '../model/weight-map.ts'
import { createStepPrograms } from './step-programs.ts'
import { slotSpecs } from './optimizer.ts'
import { averagesIn, averageSpecs } from './weight-average.ts'

/** Means over the batch: the data loss in nats, λ·Σw² before the step, and shares in 0..1. */
export interface StepResult {
  readonly loss: number
  readonly penalty: number
  readonly top1: number
  readonly top5: number
}

export interface TrainStepOptions {
  /** Weight of each class in the loss; null: all one. */
  readonly classWeights: Float32Array | null
  /** Layers that do not train and behave as at inference. */
  readonly frozen?: ReadonlySet<string>
  /** Factor on the learning rate by layer; 1 where nothing is said. */
  readonly rates?: ReadonlyMap<string, number>
  /** The images' pixels when not given. */
  readonly input?: BatchInput
  /** `compiled` (the default) replays the step as one TensorFlow graph; `eager` runs op by op and is its oracle. */
  readonly engine?: 'compiled' | 'eager'
}

/** One model's training state. Owns the optimizer's slots, not the model. */
export interface TrainStep {
  /** Trains on one batch. `stepNumber` counts from 1 and seeds dropout. A loss that is not finite is returned as it is. */
  run(batch: Batch, learningRate: number, stepNumber: number): StepResult
  /** Whether a batch of this many samples runs without being compiled first. */
  isReady(samples: number): boolean
  /** Compiles the step for batches of this size; `run` does it too. Where it fails, all steps run eagerly from now on. */
  prepare(samples: number): void
  /** Which way steps run, and why if it isn't the one asked for. */
  used(): EngineUsed
  /** The model as it is validated: with averaged weights where the configuration has them. Frees nothing. */
  averaged(): Model
  /** Copies of the optimizer's state. */
  slots(): WeightMap
  /** Puts a kept state back. Throws on an unknown key or size. */
  restore(slots: WeightMap): void
  dispose(): void
}

export function createTrainStep(model: Model, config: TrainingConfig, options: TrainStepOptions): TrainStep {
  const frozen = options.frozen ?? new Set<string>()
  const trained = trainedSpecs(model, frozen)
  const specs = [...slotSpecs(config.optimizer, trained), ...(config.weightAverage ? averageSpecs(trained) : [])]
  const slots = new Map(specs.map(({ key, shape }) => [key, tf.tidy(() => tf.variable(tf.zeros([...shape]), false))]))
  const classWeights = options.classWeights ? tf.tensor1d(options.classWeights) : null
  const input = options.input ?? pixelInput(model.graph)
  const rates = options.rates ?? new Map<string, number>()
  const settings = { model, input, config, classWeights, frozen, rates, slots }
  const steps = createStepPrograms(settings, options.engine ?? 'compiled')

  return {
    run(batch, learningRate, stepNumber) {
      const [loss = NaN, penalty = NaN, top1 = NaN, top5 = NaN] = steps.run(batch, learningRate, stepNumber)
      return { loss, penalty, top1, top5 }
    },
    isReady: (samples) => steps.isReady(samples),
    prepare: (samples) => steps.prepare(samples),
    used: () => steps.used(),
    averaged: () => ({
      ...model,
      weights: new Map([...model.weights, ...averagesIn(slots)]),
      dispose: () => undefined,
    }),
    slots: () => new Map([...slots].map(([key, slot]) => [key, slot.dataSync<'float32'>().slice()])),
    restore(kept) {
      for (const [key, values] of kept) {
        const slot = slots.get(key)
        if (!slot || values.length !== shapeSize(slot.shape))
          throw new Error(`the optimizer has no slot ${key} like that`)
        tf.tidy(() => slot.assign(tf.tensor(values.slice(), slot.shape) as Tensor))
      }
    },
    dispose() {
      classWeights?.dispose()
      for (const slot of slots.values()) slot.dispose()
    },
  }
}
