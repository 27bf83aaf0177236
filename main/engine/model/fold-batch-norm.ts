import type { Tensor, Tensor1D } from '@tensorflow/tfjs-node'
import type { LayerGraph, LayerNode, NodeOf } from '../../../shared/graph/layer-graph.ts'
import { tf } from '../backend/tensorflow.ts'
import { readerCounts } from './activations-behind.ts'

type Convolution = NodeOf<'conv2d'> | NodeOf<'depthwiseConv2d'> | NodeOf<'separableConv2d'>

export interface Folded {
  readonly graph: LayerGraph
  readonly weights: ReadonlyMap<string, Tensor>
}

/**
 * The same function at inference without its batch norms: each one that alone reads a convolution is multiplied into that
 * convolution's kernel and becomes its bias. The new weights belong to the tidy around.
 *
 * `y = (conv(x) + b - mean) · scale + beta` with `scale = gamma / √(variance + epsilon)`; gamma is 1 where there is none.
 */
export function foldBatchNorm({ graph, weights }: Folded): Folded {
  const folds = findFolds(graph)
  const renamed = new Map([...folds].map(([convolution, norm]) => [norm.name, convolution]))
  const folded = new Map(weights)
  const nodes: LayerNode[] = []
  for (const node of graph.nodes) {
    if (renamed.has(node.name)) continue
    const norm = folds.get(node.name)
    const inputs = node.inputs.map((input) => renamed.get(input) ?? input)
    if (!norm) {
      nodes.push({ ...node, inputs })
      continue
    }
    const convolution = node as Convolution
    for (const [key, weight] of foldWeights(weights, convolution, norm)) folded.set(key, weight)
    nodes.push({ ...convolution, inputs, attributes: { ...convolution.attributes, useBias: true } } as LayerNode)
  }
  const outputs = graph.outputs.map((output) => renamed.get(output) ?? output)
  return { graph: { ...graph, nodes, outputs }, weights: folded }
}

/** The batch norm to fold into each convolution, by the convolution's name. */
function findFolds(graph: LayerGraph): ReadonlyMap<string, NodeOf<'batchNormalization'>> {
  const readers = readerCounts(graph)
  const convolutions = new Set(graph.nodes.filter(isConvolution).map((node) => node.name))
  const norms = graph.nodes.filter((node) => node.kind === 'batchNormalization')
  return new Map(
    norms.flatMap((norm) => {
      const source = norm.inputs[0] ?? ''
      return convolutions.has(source) && readers.get(source) === 1 ? [[source, norm] as const] : []
    }),
  )
}

function isConvolution(node: LayerNode): node is Convolution {
  return node.kind === 'conv2d' || node.kind === 'depthwiseConv2d' || node.kind === 'separableConv2d'
}

function foldWeights(
  weights: ReadonlyMap<string, Tensor>,
  convolution: Convolution,
  norm: NodeOf<'batchNormalization'>,
): readonly (readonly [string, Tensor])[] {
  const ofNorm = (weight: string) => weights.get(`${norm.name}/${weight}`) as Tensor1D
  const inverse = tf.rsqrt(tf.add(ofNorm('moving_variance'), norm.attributes.epsilon))
  const scale = norm.attributes.scale === false ? inverse : tf.mul(ofNorm('gamma'), inverse)
  const bias = weights.get(`${convolution.name}/bias`)
  const centred =
    bias && convolution.attributes.useBias ? tf.sub(bias, ofNorm('moving_mean')) : tf.neg(ofNorm('moving_mean'))
  const kernelKey = `${convolution.name}/${convolution.kind === 'separableConv2d' ? 'pointwise_kernel' : 'kernel'}`
  // A depthwise kernel is [height, width, channels, 1]: its channels are the last axis but one.
  const factor = convolution.kind === 'depthwiseConv2d' ? tf.reshape(scale, [-1, 1]) : scale
  return [
    [kernelKey, tf.mul(weights.get(kernelKey) as Tensor, factor)],
    [`${convolution.name}/bias`, tf.add(tf.mul(centred, scale), ofNorm('beta'))],
  ]
}
