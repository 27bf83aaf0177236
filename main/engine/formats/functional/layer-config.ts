import { assertNever } from '../../../../shared/graph/assert-never.ts'
import type { LayerAttributes, LayerKind, LayerNode } from '../../../../shared/graph/layer-graph.ts'

/** Keras' class of each kind; of one that is said in several layers (`spelled-layers.ts`), the last one's. */
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
  averagePooling2d: 'AveragePooling2D',
  scaledAdd: 'CustomScaleLayer',
  concatenate: 'Concatenate',
  slice: 'Reshape',
  flatten: 'Flatten',
  localResponseNormalization: 'Multiply',
}

const MODULES: Readonly<Record<string, string>> = {
  CustomScaleLayer: 'keras.src.applications.inception_resnet_v2',
  Power: 'keras.src.ops.numpy',
}

/** Where Keras 3 keeps a class: some of its own are in no public module. */
export const kerasModule = (className: string): string => MODULES[className] ?? 'keras.layers'

/** Whether a class is one of Keras' operations, which are no layers: they have a name and nothing else. */
export const isOperation = (className: string): boolean => kerasModule(className).startsWith('keras.src.ops')

/** Whether a kind's class takes its inputs as one list. */
export const takesList = (kind: LayerKind) => kind === 'add' || kind === 'scaledAdd' || kind === 'concatenate'

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
    case 'scaledAdd':
      return { scale: node.attributes.scale }
    case 'concatenate':
      return { axis: -1 }
    case 'flatten':
      return { data_format: 'channels_last' }
    case 'slice':
    case 'localResponseNormalization':
      throw new Error(`${node.kind} is said in several layers, by spellOut`)
    case 'conv2d':
      return { filters: node.attributes.filters, ...windowConfig(node.attributes), groups: 1 }
    case 'depthwiseConv2d':
      return { depth_multiplier: 1, ...windowConfig(node.attributes) }
    case 'separableConv2d':
      return { filters: node.attributes.filters, depth_multiplier: 1, ...windowConfig(node.attributes) }
    case 'batchNormalization':
      return { axis: -1, center: true, scale: true, ...node.attributes }
    case 'activation':
      return { activation: node.attributes.activation }
    case 'averagePooling2d':
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
