import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-node'
import type { NodeOf } from '../../../shared/graph/layer-graph.ts'
import type { BatchStatistics } from '../backend/batch-norm-ops.ts'
import { crossEntropy, smoothTargets } from '../backend/loss-ops.ts'
import { tf } from '../backend/tensorflow.ts'
import { forwardOutputs } from './forward.ts'
import type { Model } from './model.ts'

export interface LossOptions {
  readonly labelSmoothing: number
  /** Weight of each sample of the batch; null: all one. */
  readonly sampleWeights: Tensor1D | null
  readonly frozen: ReadonlySet<string>
  readonly dropoutSeed: Tensor1D
}

/** What an auxiliary head's loss counts beside the network's own (arXiv:1409.4842, section 5). */
const AUXILIARY_WEIGHT = 0.3

export interface DataGradients {
  /** Cross-entropy of the network's own output, without the L2 penalty. Auxiliary heads only add to the gradients. */
  readonly loss: Scalar
  readonly logits: Tensor2D
  /** Of every trained weight, by `layer/weight`. */
  readonly gradients: ReadonlyMap<string, Tensor>
  /** Where the moving statistics go: `momentum · moving + (1 - momentum) · batch`, by `layer/weight`. */
  readonly moving: ReadonlyMap<string, Tensor>
}

/** The weights that training changes by a gradient. */
export function trainedSpecs(model: Model, frozen: ReadonlySet<string>) {
  return model.specs.filter((spec) => spec.trainable && !frozen.has(spec.layer))
}

/** Forward and backward over one batch, input after preprocessing. All results belong to the tidy around. */
export function dataGradients(model: Model, input: Tensor4D, labels: Tensor1D, options: LossOptions): DataGradients {
  const { frozen, dropoutSeed, labelSmoothing, sampleWeights } = options
  const trained = trainedSpecs(model, frozen).map(({ key }) => [key, model.weights.get(key) as Variable] as const)
  const statistics = new Map<string, BatchStatistics>()
  let logits: Tensor2D | undefined
  let loss: Scalar | undefined
  const { grads } = tf.variableGrads(
    () => {
      const training = { frozen, dropoutSeed, onStatistics: statistics.set.bind(statistics) }
      const outputs = forwardOutputs({ graph: model.graph, weights: model.weights, training }, input)
      logits = tf.keep(outputs[0] as Tensor2D)
      const targets = smoothTargets(labels, logits.shape[1], labelSmoothing)
      const [own, ...heads] = outputs.map((output) => crossEntropy(output, targets, sampleWeights))
      loss = tf.keep(own as Scalar)
      return heads.reduce<Scalar>((sum, head) => tf.add(sum, tf.mul(head, AUXILIARY_WEIGHT)), loss)
    },
    trained.map(([, variable]) => variable),
  )
  const moving = movingStatistics(model, statistics)
  return {
    loss: adopt(loss as Scalar),
    logits: adopt(logits as Tensor2D),
    gradients: new Map(trained.map(([key, variable]) => [key, grads[variable.name] as Tensor])),
    moving,
  }
}

/** Hands a kept tensor back to the tidy around. */
function adopt<T extends Tensor>(kept: T): T {
  const owned = tf.clone(kept)
  kept.dispose()
  return owned
}

function movingStatistics(model: Model, statistics: ReadonlyMap<string, BatchStatistics>): ReadonlyMap<string, Tensor> {
  const moving = new Map<string, Tensor>()
  const norms = model.graph.nodes.filter((node): node is NodeOf<'batchNormalization'> => statistics.has(node.name))
  for (const { name, attributes } of norms) {
    const { mean, variance } = statistics.get(name) as BatchStatistics
    const blend = (weight: string, batch: Tensor) => {
      const old = model.weights.get(`${name}/${weight}`) as Tensor
      const next = tf.add(tf.mul(old, attributes.momentum), tf.mul(batch, 1 - attributes.momentum))
      moving.set(`${name}/${weight}`, next)
      batch.dispose()
    }
    blend('moving_mean', mean)
    blend('moving_variance', variance)
  }
  return moving
}
