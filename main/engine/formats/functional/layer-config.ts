import { assertNever } from '../../../../shared/graph/assert-never.ts'
import type { LayerAttributes, LayerKind, LayerNode } from '../../../../shared/graph/layer-graph.ts'

/** Keras' class of each kind. */
export const KERAS_CLASS: Readonly<Record<LayerKind, string>> = {
  input: 'InputLayer',
  conv2d: 'Conv2D',
  depthwiseConv2d: 'DepthwiseConv2D',
  separableConv2d: 'SeparableConv2D',
  batchNormalization: 'BatchNormalization',
  activation: 'Activation',
  maxPooling2d: 'MaxPooling2D',
  globalAveragePooling2d: 'GlobalAveragePooling2D',
  dense: 'Dense',
  dropout: 'Dropout',
  add: 'Add',
}

export type LayerConfig = Readonly<Record<string, unknown>>

/**
 * A layer's configuration as Keras 2 (which tfjs reads) and Keras 3 both write it, without the name and the dtype.
 * Initializers, regularizers and constraints are left to their defaults: they say nothing about a trained network.
 * The input layer's shape stands under different keys and is written by each dialect.
 */
export function layerConfig(node: LayerNode): LayerConfig {
  switch (node.kind) {
    case 'input':
    case 'add':
      return {}
    case 'conv2d':
      return { filters: node.attributes.filters, ...windowConfig(node.attributes), groups: 1 }
    case 'depthwiseConv2d':
      return { depth_multiplier: 1, ...windowConfig(node.attributes) }
    case 'separableConv2d':
      return { filters: node.attributes.filters, depth_multiplier: 1, ...windowConfig(node.attributes) }
    case 'batchNormalization':
      return { axis: -1, ...node.attributes, center: true, scale: true }
    case 'activation':
      return { activation: node.attributes.activation }
    case 'maxPooling2d': {
      const { poolSize, strides, padding } = node.attributes
      return { pool_size: poolSize, strides, padding, data_format: 'channels_last' }
    }
    case 'globalAveragePooling2d':
      return { data_format: 'channels_last', keepdims: false }
    case 'dense': {
      const { units, activation, useBias } = node.attributes
      return { units, activation, use_bias: useBias }
    }
    case 'dropout':
      return { rate: node.attributes.rate, noise_shape: null, seed: null }
    default:
      return assertNever(node)
  }
}

function windowConfig({ kernelSize, strides, padding, useBias }: LayerAttributes['depthwiseConv2d']): LayerConfig {
  return {
    kernel_size: kernelSize,
    strides,
    padding,
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: 'linear',
    use_bias: useBias,
  }
}
