import { assertNever } from '../../../../shared/graph/assert-never.ts'
import type { ActivationName, LayerAttributes, LayerNode, Shape } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { boolAttribute, floatAttribute, intAttribute, TYPE, typeAttribute } from './graph-def-messages.ts'
import type { GraphOps } from './graph-ops.ts'

export interface Layer {
  readonly node: LayerNode
  /** Names of the tensors that it reads, and their shapes without the batch. */
  readonly inputs: readonly string[]
  readonly shapes: readonly Shape[]
  weight(name: string): Float32Array
}

/** One layer at inference as TensorFlow's ops; returns the name of its output. */
export function addLayer(ops: GraphOps, layer: Layer): string {
  const { node, inputs, shapes } = layer
  const { name } = node
  const [x = ''] = inputs
  const channels = shapes[0]?.at(-1) ?? 0
  const constant = (weight: string, ...shape: readonly number[]) =>
    ops.constant(`${name}/${weight}`, shape, layer.weight(weight))
  const biased = (y: string, useBias: boolean, size: number) =>
    useBias ? ops.op('BiasAdd', `${name}/BiasAdd`, [y, constant('bias', size)]) : y
  switch (node.kind) {
    case 'input':
    case 'dropout':
      return x
    case 'conv2d': {
      const { filters, kernelSize, strides, padding, useBias } = node.attributes
      const kernel = constant('kernel', ...kernelSize, channels, filters)
      return biased(ops.convolution('Conv2D', name, [x, kernel], strides, padding), useBias, filters)
    }
    case 'depthwiseConv2d': {
      const { kernelSize, strides, padding, useBias } = node.attributes
      const kernel = constant('kernel', ...kernelSize, channels, 1)
      return biased(ops.convolution('DepthwiseConv2dNative', name, [x, kernel], strides, padding), useBias, channels)
    }
    case 'separableConv2d': {
      const { filters, kernelSize, strides, padding, useBias } = node.attributes
      const depthwise = [x, constant('depthwise_kernel', ...kernelSize, channels, 1)]
      const between = ops.convolution('DepthwiseConv2dNative', `${name}/depthwise`, depthwise, strides, padding)
      const pointwise = [between, constant('pointwise_kernel', 1, 1, channels, filters)]
      return biased(ops.convolution('Conv2D', name, pointwise, [1, 1], 'valid'), useBias, filters)
    }
    case 'batchNormalization': {
      const { scale, shift } = affine(layer, node.attributes)
      const scaled = ops.op('Mul', `${name}/Mul`, [x, ops.constant(`${name}/scale`, [channels], scale)])
      return ops.op('AddV2', name, [scaled, ops.constant(`${name}/shift`, [channels], shift)])
    }
    case 'activation':
      return activation(ops, node.attributes.activation, name, x)
    case 'maxPooling2d': {
      const { poolSize, strides, padding } = node.attributes
      if (padding !== 'symmetric') return ops.pool('MaxPool', name, x, poolSize, strides, padding)
      const [rows, columns] = poolSize.map((side) => [Math.floor(side / 2), Math.floor(side / 2)])
      return ops.pool('MaxPool', name, ops.padLowest(`${name}/Pad`, x, [rows, columns]), poolSize, strides, 'valid')
    }
    case 'globalAveragePooling2d':
      return ops.op('Mean', name, [x, ops.integers(`${name}/axes`, [1, 2])], {
        Tidx: typeAttribute(TYPE.int32),
        keep_dims: boolAttribute(false),
      })
    case 'dense': {
      const { units, useBias, activation: function_ } = node.attributes
      const product = ops.op('MatMul', name, [x, constant('kernel', channels, units)])
      return activation(ops, function_, `${name}/${function_}`, biased(product, useBias, units))
    }
    case 'averagePooling2d': {
      const { poolSize, strides, padding } = node.attributes
      return ops.pool('AvgPool', name, x, poolSize, strides, padding)
    }
    case 'add':
      return ops.op('AddV2', name, inputs)
    case 'scaledAdd': {
      const scale = ops.constant(`${name}/scale`, [], Float32Array.of(node.attributes.scale))
      return ops.op('AddV2', name, [x, ops.op('Mul', `${name}/Mul`, [inputs[1] ?? '', scale])])
    }
    case 'concatenate':
      return ops.op('ConcatV2', name, [...inputs, ops.integer(`${name}/axis`, -1)], {
        N: intAttribute(inputs.length),
        Tidx: typeAttribute(TYPE.int32),
      })
    case 'slice': {
      const begin = ops.integers(`${name}/begin`, [0, 0, 0, node.attributes.start])
      const size = ops.integers(`${name}/size`, [-1, -1, -1, node.attributes.size])
      return ops.op('Slice', name, [x, begin, size], { Index: typeAttribute(TYPE.int32) })
    }
    case 'flatten': {
      const shape = ops.integers(`${name}/shape`, [-1, shapeSize(shapes[0] ?? [])])
      return ops.op('Reshape', name, [x, shape], { Tshape: typeAttribute(TYPE.int32) })
    }
    case 'localResponseNormalization': {
      const { depthRadius, bias, alpha, beta } = node.attributes
      return ops.op('LRN', name, [x], {
        depth_radius: intAttribute(depthRadius),
        bias: floatAttribute(bias),
        alpha: floatAttribute(alpha),
        beta: floatAttribute(beta),
      })
    }
    default:
      return assertNever(node)
  }
}

/** Batch norm at inference as one product and one sum, in double precision until the end. */
function affine({ weight }: Layer, { epsilon, scale }: LayerAttributes['batchNormalization']) {
  const [gamma, beta, mean] = [scale === false ? null : weight('gamma'), weight('beta'), weight('moving_mean')]
  const factors = Array.from(weight('moving_variance'), (variance, index) => {
    return (gamma?.[index] ?? 1) / Math.sqrt(variance + epsilon)
  })
  const shifts = factors.map((factor, index) => (beta[index] ?? 0) - (mean[index] ?? 0) * factor)
  return { scale: Float32Array.from(factors), shift: Float32Array.from(shifts) }
}

function activation(ops: GraphOps, function_: ActivationName, name: string, x: string): string {
  switch (function_) {
    case 'linear':
      return x
    case 'relu':
      return ops.op('Relu', name, [x])
    case 'elu':
      return ops.op('Elu', name, [x])
    case 'softmax':
      return ops.op('Softmax', name, [x])
    default:
      return assertNever(function_)
  }
}
