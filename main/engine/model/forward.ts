import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node'
import { assertNever } from '../../../shared/graph/assert-never.ts'
import type { LayerGraph, LayerNode, NodeOf } from '../../../shared/graph/layer-graph.ts'
import { activate } from '../backend/activation-ops.ts'
import { batchNormInference, batchNormTraining, type BatchStatistics } from '../backend/batch-norm-ops.ts'
import { convolve, convolveDepthwise } from '../backend/convolution-ops.ts'
import { dropOut } from '../backend/input-ops.ts'
import { globalMean } from '../backend/reduction-ops.ts'
import { tf } from '../backend/tensorflow.ts'

/** How a layer behaves while training, beyond what it does at inference. */
export interface TrainingMode {
  /** Layers that behave as at inference: their batch norms use moving statistics, and nothing in them moves. */
  readonly frozen: ReadonlySet<string>
  /** int32 `[2]`; every dropout layer derives its own draw from it. */
  readonly dropoutSeed: Tensor1D
  /** Gets each batch norm's statistics of the batch, as kept tensors that it owns. */
  readonly onStatistics: (layer: string, statistics: BatchStatistics) => void
}

export interface ForwardOptions {
  readonly graph: LayerGraph
  /** By `layer/weight`: variables, or tensors that stand for them. */
  readonly weights: ReadonlyMap<string, Tensor>
  /** Null: inference. */
  readonly training: TrainingMode | null
}

/**
 * Runs a graph on its input, `[batch, height, width, 3]` after preprocessing, up to the logits: a softmax at the very end
 * is left out, since losses and stable probabilities both want what is before it. Call it inside a tidy.
 */
export function forward(options: ForwardOptions, input: Tensor4D): Tensor2D {
  const { graph } = options
  const values = new Map<string, Tensor>()
  const output = graph.outputs[0]
  graph.nodes.forEach((node, position) => {
    const inputs = node.inputs.map((name) => values.get(name) as Tensor)
    const isOutput = node.name === output
    values.set(node.name, node.kind === 'input' ? input : applyLayer(options, node, inputs, { position, isOutput }))
  })
  return values.get(output ?? '') as Tensor2D
}

interface Place {
  readonly position: number
  readonly isOutput: boolean
}

function applyLayer(options: ForwardOptions, node: LayerNode, inputs: readonly Tensor[], place: Place): Tensor {
  const weight = <T extends Tensor>(name: string) => options.weights.get(`${node.name}/${name}`) as T
  const x = inputs[0] as Tensor
  const withBias = <T extends Tensor>(y: T, useBias: boolean): T => (useBias ? tf.add(y, weight('bias')) : y)
  switch (node.kind) {
    case 'input':
      return x
    case 'conv2d':
      return withBias(convolve(x as Tensor4D, weight('kernel'), node.attributes), node.attributes.useBias)
    case 'depthwiseConv2d':
      return withBias(convolveDepthwise(x as Tensor4D, weight('kernel'), node.attributes), node.attributes.useBias)
    case 'separableConv2d': {
      const depthwise = convolveDepthwise(x as Tensor4D, weight('depthwise_kernel'), node.attributes)
      const pointwise = convolve(depthwise, weight('pointwise_kernel'), { strides: [1, 1], padding: 'valid' })
      return withBias(pointwise, node.attributes.useBias)
    }
    case 'batchNormalization':
      return normalize(options, node, x as Tensor4D)
    case 'activation': {
      const { activation } = node.attributes
      return activate(x, place.isOutput && activation === 'softmax' ? 'linear' : activation)
    }
    case 'maxPooling2d': {
      const { poolSize, strides, padding } = node.attributes
      return tf.maxPool(x as Tensor4D, [poolSize[0], poolSize[1]], [strides[0], strides[1]], padding)
    }
    case 'globalAveragePooling2d':
      return globalMean(x as Tensor4D)
    case 'dense': {
      const { activation, useBias } = node.attributes
      const y = withBias(tf.matMul(x as Tensor2D, weight<Tensor2D>('kernel')), useBias)
      return activate(y, place.isOutput && activation === 'softmax' ? 'linear' : activation)
    }
    case 'dropout': {
      const { training } = options
      if (!training || training.frozen.has(node.name)) return x
      const seed = tf.add(training.dropoutSeed, tf.tensor1d([place.position, 0], 'int32')) as Tensor1D
      return dropOut(x, node.attributes.rate, seed)
    }
    case 'add':
      return tf.add(x, inputs[1] as Tensor)
    default:
      return assertNever(node)
  }
}

function normalize({ weights, training }: ForwardOptions, node: NodeOf<'batchNormalization'>, x: Tensor4D): Tensor4D {
  const weight = (name: string) => weights.get(`${node.name}/${name}`) as Tensor1D
  const [gamma, beta, { epsilon }] = [weight('gamma'), weight('beta'), node.attributes]
  if (!training || training.frozen.has(node.name)) {
    const statistics = { mean: weight('moving_mean'), variance: weight('moving_variance') }
    return batchNormInference(x, gamma, beta, statistics, epsilon)
  }
  return batchNormTraining(x, gamma, beta, epsilon, (statistics) => training.onStatistics(node.name, statistics))
}
