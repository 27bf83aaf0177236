import { z } from 'zod'
import { headLayerSchema } from '../graph/replace-head.ts'

const share = z.number().min(0).max(1)

export const optimizerSchema = z.discriminatedUnion('kind', [
  /** `velocity = momentum·velocity - rate·gradient`, as Keras. */
  z.object({ kind: z.literal('sgd'), momentum: share.default(0.9), nesterov: z.boolean().default(false) }),
  z.object({
    kind: z.literal('rmsprop'),
    rho: share.default(0.9),
    momentum: share.default(0),
    epsilon: z.number().positive().default(1e-7),
  }),
  z.object({
    kind: z.literal('adam'),
    beta1: share.default(0.9),
    beta2: share.default(0.999),
    epsilon: z.number().positive().default(1e-7),
  }),
])

export type OptimizerConfig = z.infer<typeof optimizerSchema>

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant') }),
  /** The paper's on ImageNet: times 0.94 every 2 epochs. */
  z.object({
    kind: z.literal('step'),
    factor: z.number().positive().max(1).default(0.94),
    everyEpochs: z.number().positive().default(2),
  }),
  /** A linear rise over the warm-up, then a half cosine down to `floor` times the rate at the last step. */
  z.object({ kind: z.literal('cosine'), warmupEpochs: z.number().min(0).default(1), floor: share.default(0) }),
])

export type ScheduleConfig = z.infer<typeof scheduleSchema>

export const augmentationSchema = z.object({
  /** Mirror left and right, half of the time. */
  flip: z.boolean().default(false),
  /** Largest shift in each direction, as a share of the side; the edge pixels are repeated. */
  shift: z.number().min(0).max(0.5).default(0),
  /** Largest change of brightness in each direction, as a share of the full range. */
  brightness: z.number().min(0).max(1).default(0),
})

export type AugmentationConfig = z.infer<typeof augmentationSchema>

const thawSchema = z.object({
  fromEpoch: z.int().min(2).max(10_000),
  /** As the `freeze` of the beginning. */
  freeze: z.string().max(200).nullable().default(null),
  /** On the rate that the schedule gives. */
  rateFactor: z.number().positive().max(1).default(0.1),
})

export const trainingConfigSchema = z.object({
  epochs: z.int().min(1).max(10_000).default(20),
  batchSize: z.int().min(1).max(4096).default(32),
  optimizer: optimizerSchema.default({ kind: 'sgd', momentum: 0.9, nesterov: false }),
  /** The rate before the schedule. */
  learningRate: z.number().positive().max(10).default(0.045),
  schedule: scheduleSchema.default({ kind: 'step', factor: 0.94, everyEpochs: 2 }),
  /** λ of λ·Σw² over all kernels; reported apart from the data loss. */
  l2: z.number().min(0).max(1).default(0),
  labelSmoothing: z.number().min(0).max(0.9).default(0),
  /** `balanced`: each class weighs samples / (classes · samples of the class), as scikit-learn's. */
  classWeights: z.enum(['none', 'balanced']).default('none'),
  /** Stops after `patience` epochs in which validation loss did not fall; null: never. */
  earlyStopping: z
    .object({ patience: z.int().min(1).max(1000) })
    .nullable()
    .default(null),
  augmentation: augmentationSchema.default({ flip: false, shift: 0, brightness: 0 }),
  /** The last block that is held still, with all before it, or `all` but the head; null: everything trains. */
  freeze: z.string().max(200).nullable().default(null),
  /** What else is held still from later epochs on, in their order; the optimizer starts anew with each, as in Keras. */
  thaw: z.array(thawSchema).max(200).default([]),
  /**
   * `thaw`: images are augmented from the first thaw on only, so that before it what a frozen trunk says of each is the
   * same in every epoch and is computed once.
   */
  augmentFrom: z.enum(['start', 'thaw']).default('start'),
  /** Layers before the last one, instead of the network's own head; null keeps that. */
  head: z.array(headLayerSchema).max(8).nullable().default(null),
  /** Each block trains at this share of the rate of the block behind it; 1: all at the same. */
  depthDecay: z.number().positive().max(1).default(1),
  /** Validated and exported are running averages of the weights: `decay` is the share of the old ones that a step keeps. */
  weightAverage: z
    .object({ decay: z.number().min(0).max(0.99999) })
    .nullable()
    .default(null),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  /** Longest time between two checkpoints; there is one after each epoch too. */
  checkpointSeconds: z.number().min(1).max(3600).default(120),
})

export type TrainingConfig = z.infer<typeof trainingConfigSchema>
