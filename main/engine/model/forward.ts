import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node'
import { assertNever } from '../../../shared/graph/assert-never.ts'
import { upToFirstOutput } from '../../../shared/graph/first-output.ts'
import type { ActivationName, LayerGraph, LayerNode, NodeOf } from '../../../shared/graph/layer-graph.ts'
import { deriveSeed } from '../../../shared/training/random.ts'
import { activate } from '../backend/activation-ops.ts'
import { batchNormInference, batchNormTraining, type BatchStatistics } from '../backend/batch-norm-ops.ts'
import { joinChannels, onesFor, sliceChannels } from '../backend/channel-ops.ts'
import { convolve, convolveDepthwise, finish, type Epilogue } from '../backend/convolution-ops.ts'
import { dropOut } from '../backend/input-ops.ts'
import { matrixProduct } from '../backend/matrix-ops.ts'
import { maxPool } from '../backend/pooling-ops.ts'
import { globalMean } from '../backend/reduction-ops.ts'
import { tf } from '../backend/tensorflow.ts'
import { activationsBehindConvolutions } from './activations-behind.ts'

/** How a layer behaves while training, beyond what it does at inference. */
export interface TrainingMode {
  /** Layers that behave as at inference: their batch norms use moving statistics, and nothing in them moves. */
  readonly frozen: ReadonlySet<string>
  /** int32 `[2]`; every dropout layer derives its own draw from it and from its name, in a part of the graph too. */
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
 * is left out, since losses and stable probabilities both want what is before it. Auxiliary heads are left out too. Call
 * it inside a tidy.
 */
export function forward(options: ForwardOptions, input: Tensor4D): Tensor2D {
  return forwardOutputs({ ...options, graph: upToFirstOutput(options.graph) }, input)[0] as Tensor2D
}

/** The logits of every output: the network's own, then those of its auxiliary heads. */
export function forwardOutputs(options: ForwardOptions, input: Tensor4D): readonly Tensor2D[] {
  const { graph } = options
  const values = new Map<string, Tensor>()
  const ahead = options.training ? new Map<string, NodeOf<'activation'>>() : activationsBehindConvolutions(graph)
  const done = new Set([...ahead.values()].map(({ name }) => name))
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => values.get(name) as Tensor)
    const place = {
      isOutput: graph.outputs.includes(node.name),
      activation: ahead.get(node.name)?.attributes.activation,
    }
    const isThere = done.has(node.name) ? inputs[0] : node.kind === 'input' ? input : undefined
    values.set(node.name, isThere ?? applyLayer(options, node, inputs, place))
  }
  return graph.outputs.map((output) => values.get(output) as Tensor2D)
}

const POINTWISE = { strides: [1, 1], padding: 'valid' } as const

/** Where a layer stands: what of it is left out, and what is applied with it. */
export interface Place {
  readonly isOutput: boolean
  /** Of the layer that alone reads this convolution, which applies it too. */
  readonly activation: ActivationName | undefined
}

/** One layer of a graph on its inputs, in the tidy around. */
export function applyLayer(options: ForwardOptions, node: LayerNode, inputs: readonly Tensor[], place: Place): Tensor {
  const weight = <T extends Tensor>(name: string) => options.weights.get(`${node.name}/${name}`) as T
  const x = inputs[0] as Tensor
  const epilogue = (useBias: boolean): Epilogue => ({
    ...(useBias ? { bias: weight<Tensor1D>('bias') } : {}),
    ...(place.activation ? { activation: place.activation } : {}),
  })
  switch (node.kind) {
    case 'input':
      return x
    case 'conv2d': {
      const { attributes } = node
      return convolve(x as Tensor4D, weight('kernel'), attributes, epilogue(attributes.useBias))
    }
    case 'depthwiseConv2d': {
      const { attributes } = node
      return convolveDepthwise(x as Tensor4D, weight('kernel'), attributes, epilogue(attributes.useBias))
    }
    case 'separableConv2d': {
      const depthwise = convolveDepthwise(x as Tensor4D, weight('depthwise_kernel'), node.attributes)
      return convolve(depthwise, weight('pointwise_kernel'), POINTWISE, epilogue(node.attributes.useBias))
    }
    case 'batchNormalization':
      return normalize(options, node, x)
    case 'activation': {
      const { activation } = node.attributes
      return activate(x, place.isOutput && activation === 'softmax' ? 'linear' : activation)
    }
    case 'maxPooling2d':
      return maxPool(x as Tensor4D, node.attributes)
    case 'globalAveragePooling2d':
      return globalMean(x as Tensor4D)
    case 'dense': {
      const { activation, useBias } = node.attributes
      const y = matrixProduct(x as Tensor2D, weight<Tensor2D>('kernel'))
      return finish(y, {
        ...epilogue(useBias),
        activation: place.isOutput && activation === 'softmax' ? 'linear' : activation,
      })
    }
    case 'dropout': {
      const { training } = options
      if (!training || training.frozen.has(node.name)) return x
      const seed = tf.add(training.dropoutSeed, tf.tensor1d([deriveSeed(0, node.name) | 0, 0], 'int32')) as Tensor1D
      return dropOut(x, node.attributes.rate, seed)
    }
    case 'add':
      return tf.add(x, inputs[1] as Tensor)
    case 'scaledAdd':
      return tf.add(x, tf.mul(inputs[1] as Tensor, node.attributes.scale))
    case 'averagePooling2d': {
      const { poolSize, strides, padding } = node.attributes
      return tf.avgPool(x as Tensor4D, [poolSize[0], poolSize[1]], [strides[0], strides[1]], padding)
    }
    case 'concatenate':
      return joinChannels(inputs as Tensor4D[])
    case 'slice':
      return sliceChannels(x as Tensor4D, node.attributes.start, node.attributes.size)
    case 'flatten':
      return tf.reshape(x, [x.shape[0] ?? 0, -1])
    case 'localResponseNormalization': {
      const { depthRadius, bias, alpha, beta } = node.attributes
      return tf.localResponseNormalization(x as Tensor4D, depthRadius, bias, alpha, beta)
    }
    default:
      return assertNever(node)
  }
}

function normalize({ weights, training }: ForwardOptions, node: NodeOf<'batchNormalization'>, x: Tensor): Tensor {
  const weight = (name: string) => weights.get(`${node.name}/${name}`) as Tensor1D
  const { epsilon, scale } = node.attributes
  const beta = weight('beta')
  const gamma = scale === false ? onesFor(beta) : weight('gamma')
  if (!training || training.frozen.has(node.name)) {
    const statistics = { mean: weight('moving_mean'), variance: weight('moving_variance') }
    return batchNormInference(x as Tensor4D, gamma, beta, statistics, epsilon)
  }
  // A vector is a map of one pixel.
  const isMap = x.rank === 4
  const map = isMap ? (x as Tensor4D) : (tf.reshape(x, [x.shape[0] ?? 0, 1, 1, -1]) as Tensor4D)
  const y = batchNormTraining(map, gamma, beta, epsilon, (statistics) => training.onStatistics(node.name, statistics))
  return isMap ? y : tf.reshape(y, x.shape)
}
