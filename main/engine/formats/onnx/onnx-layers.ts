import { assertNever } from '../../../../shared/graph/assert-never.ts'
import type {
  ActivationName,
  LayerNode,
  Pair,
  Padding,
  PoolPadding,
  Shape,
} from '../../../../shared/graph/layer-graph.ts'
import { windowPadding } from '../../../../shared/graph/window-padding.ts'
import type { Initializer, Node } from './onnx-messages.ts'
import { transpose } from './transpose.ts'

/** Collects what layers become, with channels before height and width. */
export interface OnnxGraph {
  /** Adds a node and returns its name. */
  node(node: Node): string
  /** Adds a constant and returns its name. */
  constant(initializer: Initializer): string
}

export interface Layer {
  readonly node: LayerNode
  /** Names of the tensors that it reads, and their shapes with the channels last, without the batch. */
  readonly inputs: readonly string[]
  readonly shapes: readonly Shape[]
  weight(name: string): Float32Array
}

/** One layer as ONNX nodes; returns the name of its output. */
export function addLayer(graph: OnnxGraph, layer: Layer): string {
  const { node, inputs, shapes } = layer
  const [x = ''] = inputs
  const [shape = []] = shapes
  const channels = shape.at(-1) ?? 0
  const { name } = node
  switch (node.kind) {
    case 'input':
    case 'dropout':
      return x
    case 'conv2d':
      return convolution(graph, layer, name, x, { ...node.attributes, weight: 'kernel', depthwise: false })
    case 'depthwiseConv2d':
      return convolution(graph, layer, name, x, { ...node.attributes, weight: 'kernel', depthwise: true })
    case 'separableConv2d': {
      const first = { ...node.attributes, useBias: false, weight: 'depthwise_kernel', depthwise: true }
      const between = convolution(graph, layer, `${name}/depthwise`, x, first)
      const { useBias } = node.attributes
      const second = { ...POINTWISE, useBias, weight: 'pointwise_kernel', depthwise: false }
      return convolution(graph, layer, name, between, second)
    }
    case 'batchNormalization': {
      const constants = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((weight) => {
        const absent = weight === 'gamma' && node.attributes.scale === false
        const values = absent ? new Float32Array(channels).fill(1) : layer.weight(weight)
        return graph.constant({ name: `${name}/${weight}`, shape: [channels], values })
      })
      const attributes = { epsilon: { float: node.attributes.epsilon } }
      return graph.node({ op: 'BatchNormalization', name, inputs: [x, ...constants], attributes })
    }
    case 'activation':
      return activation(graph, node.attributes.activation, name, x, shape)
    case 'maxPooling2d': {
      const { poolSize, strides, padding } = node.attributes
      return graph.node({ op: 'MaxPool', name, inputs: [x], attributes: window(shape, poolSize, strides, padding) })
    }
    case 'averagePooling2d': {
      const { poolSize, strides, padding } = node.attributes
      const attributes = { ...window(shape, poolSize, strides, padding), count_include_pad: { int: 0 } }
      return graph.node({ op: 'AveragePool', name, inputs: [x], attributes })
    }
    case 'globalAveragePooling2d': {
      const pooled = graph.node({ op: 'GlobalAveragePool', name: `${name}/pool`, inputs: [x] })
      return graph.node({ op: 'Flatten', name, inputs: [pooled], attributes: { axis: { int: 1 } } })
    }
    case 'dense': {
      const { units, useBias, activation: function_ } = node.attributes
      const kernel = { name: `${name}/kernel`, shape: [channels, units], values: layer.weight('kernel') }
      const bias = useBias ? [{ name: `${name}/bias`, shape: [units], values: layer.weight('bias') }] : []
      const operands = [kernel, ...bias].map((constant) => graph.constant(constant))
      const linear = function_ === 'linear'
      const product = graph.node({ op: 'Gemm', name: linear ? name : `${name}/linear`, inputs: [x, ...operands] })
      return linear ? product : activation(graph, function_, name, product, [units])
    }
    case 'add':
      return graph.node({ op: 'Add', name, inputs })
    case 'scaledAdd': {
      const scale = graph.constant({ name: `${name}/scale`, shape: [], values: Float32Array.of(node.attributes.scale) })
      const scaled = graph.node({ op: 'Mul', name: `${name}/scaled`, inputs: [inputs[1] ?? '', scale] })
      return graph.node({ op: 'Add', name, inputs: [x, scaled] })
    }
    case 'concatenate':
      return graph.node({ op: 'Concat', name, inputs, attributes: { axis: { int: 1 } } })
    case 'slice': {
      const { start, size } = node.attributes
      const place = Object.entries({ starts: start, ends: start + size, axes: 1 }).map(([key, value]) =>
        graph.constant({ name: `${name}/${key}`, shape: [1], values: BigInt64Array.of(BigInt(value)) }),
      )
      return graph.node({ op: 'Slice', name, inputs: [x, ...place] })
    }
    case 'flatten': {
      // Row by row with the channels last, as the weights behind it want it.
      const attributes = { perm: { ints: [0, 2, 3, 1] } }
      const turned = graph.node({ op: 'Transpose', name: `${name}/rows`, inputs: [x], attributes })
      return graph.node({ op: 'Flatten', name, inputs: [turned], attributes: { axis: { int: 1 } } })
    }
    case 'localResponseNormalization': {
      const { depthRadius, bias, alpha, beta } = node.attributes
      const size = 2 * depthRadius + 1
      // ONNX divides alpha by the number of channels that are summed.
      const numbers = { alpha: { float: alpha * size }, beta: { float: beta }, bias: { float: bias } }
      return graph.node({ op: 'LRN', name, inputs: [x], attributes: { ...numbers, size: { int: size } } })
    }
    default:
      return assertNever(node)
  }
}

const POINTWISE = { kernelSize: [1, 1], strides: [1, 1], padding: 'valid' } as const

interface Convolution {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly padding: Padding
  readonly useBias: boolean
  readonly weight: string
  readonly depthwise: boolean
}

/** Kernels move from [height, width, in, out] to [out, in, height, width]; a depthwise one has a group per channel. */
function convolution(graph: OnnxGraph, layer: Layer, name: string, x: string, options: Convolution): string {
  const { kernelSize, strides, padding, depthwise } = options
  const [shape = []] = layer.shapes
  const channels = shape.at(-1) ?? 0
  const values = layer.weight(options.weight)
  const [height, width] = kernelSize
  const filters = depthwise ? 1 : values.length / (height * width * channels)
  const axes = depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]
  const kernel = graph.constant({
    name: `${layer.node.name}/${options.weight}`,
    shape: depthwise ? [channels, 1, height, width] : [filters, channels, height, width],
    values: transpose(values, [height, width, channels, filters], axes),
  })
  const outputs = depthwise ? channels : filters
  const bias = options.useBias
    ? [graph.constant({ name: `${layer.node.name}/bias`, shape: [outputs], values: layer.weight('bias') })]
    : []
  const attributes = { ...window(shape, kernelSize, strides, padding), group: { int: depthwise ? channels : 1 } }
  return graph.node({ op: 'Conv', name, inputs: [x, kernel, ...bias], attributes })
}

/** Padding as numbers: every runtime agrees on them. */
function window([height = 0, width = 0]: Shape, size: Pair, strides: Pair, padding: PoolPadding) {
  const [top, bottom] = windowPadding(height, size[0], strides[0], padding)
  const [left, right] = windowPadding(width, size[1], strides[1], padding)
  return { kernel_shape: { ints: size }, strides: { ints: strides }, pads: { ints: [top, left, bottom, right] } }
}

function activation(graph: OnnxGraph, function_: ActivationName, name: string, x: string, shape: Shape): string {
  switch (function_) {
    case 'linear':
      return x
    case 'relu':
      return graph.node({ op: 'Relu', name, inputs: [x] })
    case 'elu':
      return graph.node({ op: 'Elu', name, inputs: [x], attributes: { alpha: { float: 1 } } })
    case 'softmax':
      // Over the channels: the last axis of a vector, the second of a map.
      return graph.node({
        op: 'Softmax',
        name,
        inputs: [x],
        attributes: { axis: { int: shape.length === 1 ? -1 : 1 } },
      })
    default:
      return assertNever(function_)
  }
}
