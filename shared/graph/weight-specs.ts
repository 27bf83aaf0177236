import { assertNever } from './assert-never.ts'
import { inferShapes, inputShapes } from './infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from './layer-graph.ts'

export type Initializer = 'glorot-uniform' | 'zeros' | 'ones'

/** One weight of a layer, named and ordered as Keras 3 names and orders it. */
export interface WeightSpec {
  /** `layerName/weightName`, the key of the weight everywhere. */
  readonly key: string
  readonly layer: string
  readonly weight: string
  readonly shape: Shape
  /** False for batch norm's moving statistics only. */
  readonly trainable: boolean
  /** True for the kernels that L2 adds to the loss: not biases, not batch norm. */
  readonly regularized: boolean
  readonly initializer: Initializer
}

type Weight = Omit<WeightSpec, 'key' | 'layer'>

const kernel = (weight: string, shape: Shape): Weight => {
  return { weight, shape, trainable: true, regularized: true, initializer: 'glorot-uniform' }
}
const vector = (weight: string, size: number, initializer: Initializer, trainable = true): Weight => {
  return { weight, shape: [size], trainable, regularized: false, initializer }
}
const bias = (useBias: boolean, size: number): Weight[] => (useBias ? [vector('bias', size, 'zeros')] : [])

function weightsOf(node: LayerNode, inputs: readonly Shape[]): readonly Weight[] {
  const channels = inputs[0]?.at(-1) ?? 0
  switch (node.kind) {
    case 'conv2d': {
      const { kernelSize, filters, useBias } = node.attributes
      return [kernel('kernel', [...kernelSize, channels, filters]), ...bias(useBias, filters)]
    }
    case 'depthwiseConv2d':
      return [
        kernel('kernel', [...node.attributes.kernelSize, channels, 1]),
        ...bias(node.attributes.useBias, channels),
      ]
    case 'separableConv2d': {
      const { kernelSize, filters, useBias } = node.attributes
      return [
        kernel('depthwise_kernel', [...kernelSize, channels, 1]),
        kernel('pointwise_kernel', [1, 1, channels, filters]),
        ...bias(useBias, filters),
      ]
    }
    case 'batchNormalization':
      return [
        ...(node.attributes.scale === false ? [] : [vector('gamma', channels, 'ones')]),
        vector('beta', channels, 'zeros'),
        vector('moving_mean', channels, 'zeros', false),
        vector('moving_variance', channels, 'ones', false),
      ]
    case 'dense': {
      const { units, useBias } = node.attributes
      return [kernel('kernel', [channels, units]), ...bias(useBias, units)]
    }
    case 'input':
    case 'activation':
    case 'maxPooling2d':
    case 'globalAveragePooling2d':
    case 'dropout':
    case 'add':
    case 'averagePooling2d':
    case 'scaledAdd':
    case 'concatenate':
    case 'slice':
    case 'flatten':
    case 'localResponseNormalization':
      return []
    default:
      return assertNever(node)
  }
}

/** The weights of one node in Keras' order, given the shapes it reads. */
export function nodeWeightSpecs(node: LayerNode, inputs: readonly Shape[]): readonly WeightSpec[] {
  return weightsOf(node, inputs).map((weight) => ({
    ...weight,
    key: `${node.name}/${weight.weight}`,
    layer: node.name,
  }))
}

/** All weights of a graph, in the order of its nodes. */
export function weightSpecs(graph: LayerGraph): readonly WeightSpec[] {
  const shapes = inferShapes(graph)
  return graph.nodes.flatMap((node) => nodeWeightSpecs(node, inputShapes(node, shapes)))
}

/** Number of values in a shape. */
export function shapeSize(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1)
}
