import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-node'
import { deriveSeed } from '../../../shared/training/random.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import type { OpExecutor } from '../backend/op-executor.ts'
import { recordProgram, type Feed, type Recorded, type Results } from '../backend/program.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Batch } from '../dataset/batches.ts'
import type { BatchInput } from '../model/batch-input.ts'
import type { Model } from '../model/model.ts'
import { computeStep, type StepInputs } from './step-function.ts'

/** What a training step depends on beside its batch, its rate and its number. */
export interface StepSettings {
  readonly model: Model
  readonly input: BatchInput
  readonly config: TrainingConfig
  /** Weight of each class in the loss; null: all one. */
  readonly classWeights: Tensor1D | null
  readonly frozen: ReadonlySet<string>
  /** Factor on the learning rate by layer; 1 where nothing is said. */
  readonly rates: ReadonlyMap<string, number>
  readonly slots: ReadonlyMap<string, Tensor>
}

/** The name of the result `[loss, penalty, top1, top5]`; all others are keys of weights and slots. */
export const REPORT = 'report'

/** The tensors of one step, of the tidy around. Nothing that moves from step to step is left out. */
export function stepInputs(settings: StepSettings, batch: Batch, rate: number, stepNumber: number): StepInputs {
  const { input, config, slots } = settings
  return {
    input: input.feed(batch, batch.labels.length),
    labels: tf.tensor1d(batch.labels, 'int32'),
    learningRate: tf.scalar(rate) as Scalar,
    dropoutSeed: tf.tensor1d([deriveSeed(config.seed, 'dropout') | 0, stepNumber], 'int32'),
    slots,
  }
}

/** What a recorded step is fed with, in its order. */
export function stepFeeds({ model, classWeights, slots }: StepSettings, inputs: StepInputs): readonly Feed[] {
  const feed = (name: string, tensor: Tensor): Feed => ({ name, tensor })
  return [
    inputs.input,
    feed('labels', inputs.labels),
    feed('learning_rate', inputs.learningRate),
    feed('dropout_seed', inputs.dropoutSeed),
    ...(classWeights ? [feed('class_weights', classWeights)] : []),
    ...[...model.weights, ...slots].map(([key, tensor]) => feed(key, tensor)),
  ]
}

/** All results of a step by name: the report, then new weights, moving statistics and slots by their keys. */
export function stepResults(settings: StepSettings, inputs: StepInputs): Results {
  const { model, config } = settings
  const { report, weights, slots } = computeStep(model, config, settings, inputs)
  return new Map<string, Tensor>([[REPORT, report], ...weights, ...slots])
}

/** Records the step for batches of this size. */
export function recordStep(settings: StepSettings, samples: number, executor?: OpExecutor): Recorded {
  const none = new Int32Array(0)
  // No image in it: its rows are zeros, which nothing computes with.
  const batch = { pixels: new Uint8Array(0), labels: new Int32Array(samples), indices: none, count: 0 }
  return scoped(() => {
    const inputs = stepInputs(settings, batch, 0, 0)
    return recordProgram(stepFeeds(settings, inputs), () => stepResults(settings, inputs), executor ? { executor } : {})
  })
}

/** Everything that changes the recorded graph: no weights, no rate, no seed. */
export function stepIdentity(settings: StepSettings, samples: number) {
  const { model, input, config, classWeights, frozen, rates } = settings
  const { optimizer, l2, labelSmoothing, weightAverage } = config
  return {
    what: 'step',
    graph: model.graph,
    input: input.name,
    frozen: [...frozen].sort(),
    rates: [...rates].filter(([, factor]) => factor !== 1),
    weightAverage,
    weighted: classWeights !== null,
    optimizer,
    l2,
    labelSmoothing,
    samples,
  }
}
