import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-node'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import { sumOfSquares, topShare } from '../backend/loss-ops.ts'
import type { Feed } from '../backend/program.ts'
import { tf } from '../backend/tensorflow.ts'
import type { BatchInput } from '../model/batch-input.ts'
import { dataGradients } from '../model/data-gradients.ts'
import type { Model } from '../model/model.ts'
import { updateWeights } from './optimizer.ts'
import { updateAverages } from './weight-average.ts'

/** All that changes from step to step. A recorded step has one placeholder for each. */
export interface StepInputs {
  /** The images' pixels or features. */
  readonly input: Feed
  readonly labels: Tensor1D
  readonly learningRate: Scalar
  /** int32 `[2]`. */
  readonly dropoutSeed: Tensor1D
  readonly slots: ReadonlyMap<string, Tensor>
}

export interface StepOutputs {
  /** `[loss, penalty, top1, top5]`. */
  readonly report: Tensor1D
  /** New values by `layer/weight`: trained weights and moving statistics. */
  readonly weights: ReadonlyMap<string, Tensor>
  readonly slots: ReadonlyMap<string, Tensor>
}

export interface StepOptions {
  readonly input: BatchInput
  readonly classWeights: Tensor1D | null
  readonly frozen: ReadonlySet<string>
  readonly rates: ReadonlyMap<string, number>
}

/**
 * One training step as a pure function of the model's weights and its inputs: nothing is assigned, so the same call can
 * be run eagerly or recorded. Call it inside a tidy.
 */
export function computeStep(
  model: Model,
  config: TrainingConfig,
  options: StepOptions,
  inputs: StepInputs,
): StepOutputs {
  const { labels, dropoutSeed, learningRate } = inputs
  const { classWeights, frozen, rates } = options
  const input = options.input.decode(inputs.input.tensor)
  const sampleWeights = classWeights ? (tf.gather(classWeights, labels) as Tensor1D) : null
  const { labelSmoothing, l2 } = config
  const data = dataGradients(model, input, labels, { labelSmoothing, sampleWeights, frozen, dropoutSeed })
  const { penalty, gradients } = l2 > 0 ? regularize(model, l2, data.gradients) : { ...data, penalty: tf.scalar(0) }
  const rateOf = (key: string) => rates.get(key.slice(0, key.lastIndexOf('/'))) ?? 1
  const own = { rate: learningRate, rateOf }
  const update = updateWeights(config.optimizer, own, model.weights, gradients, inputs.slots)
  const { weightAverage } = config
  const averages = weightAverage ? updateAverages(weightAverage.decay, update.weights, inputs.slots) : []
  const classes = data.logits.shape[1]
  const report = tf.stack([
    data.loss,
    penalty,
    topShare(data.logits, labels, 1),
    topShare(data.logits, labels, Math.min(5, classes)),
  ]) as Tensor1D
  return {
    report,
    weights: new Map([...update.weights, ...data.moving]),
    slots: new Map([...update.slots, ...averages]),
  }
}

/** λ·Σw² over the trained kernels, and its gradient 2λw added to theirs. */
function regularize(model: Model, l2: number, gradients: ReadonlyMap<string, Tensor>) {
  const kernels = new Set(model.specs.filter((spec) => spec.regularized).map((spec) => spec.key))
  const weight = (key: string) => model.weights.get(key) as Tensor
  const withDecay = new Map(
    [...gradients].map(([key, gradient]) => [
      key,
      kernels.has(key) ? tf.add(gradient, tf.mul(weight(key), 2 * l2)) : gradient,
    ]),
  )
  const regularized = [...gradients.keys()].filter((key) => kernels.has(key)).map(weight)
  return { gradients: withDecay, penalty: tf.mul(sumOfSquares(regularized), l2) as Scalar }
}
