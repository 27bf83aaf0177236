import { assertNever } from './assert-never.ts'
import type { LayerGraph, LayerNode, Pair, PoolPadding, Shape } from './layer-graph.ts'

/**
 * Output length of a window that slides over `size` values.
 * SAME: ceil(size / stride); VALID: ceil((size - window + 1) / stride) (TensorFlow's definition). Symmetric: VALID over
 * half a window more on both sides.
 */
export function windowOutputSize(size: number, window: number, stride: number, padding: PoolPadding): number {
  if (padding === 'symmetric') return windowOutputSize(size + 2 * Math.floor(window / 2), window, stride, 'valid')
  return padding === 'same' ? Math.ceil(size / stride) : Math.ceil((size - window + 1) / stride)
}

function map(shape: Shape | undefined, node: LayerNode): readonly [number, number, number] {
  const [height, width, channels] = shape ?? []
  if (shape?.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new Error(`layer "${node.name}" (${node.kind}) wants [height, width, channels], got [${shape?.join(', ')}]`)
  }
  return [height, width, channels]
}

function slide(
  shape: Shape | undefined,
  node: LayerNode,
  window: Pair,
  strides: Pair,
  padding: PoolPadding,
  out?: number,
) {
  const [height, width, channels] = map(shape, node)
  const outHeight = windowOutputSize(height, window[0], strides[0], padding)
  const outWidth = windowOutputSize(width, window[1], strides[1], padding)
  if (outHeight < 1 || outWidth < 1) {
    throw new Error(`layer "${node.name}": a ${window.join('x')} window does not fit into ${height}x${width}`)
  }
  return [outHeight, outWidth, out ?? channels]
}

function concatenated(node: LayerNode, inputs: readonly Shape[]): Shape {
  if (inputs.every((input) => input.length === 1)) return [inputs.reduce((sum, [size = 0]) => sum + size, 0)]
  const [height, width] = map(inputs[0], node)
  let channels = 0
  for (const input of inputs) {
    const [otherHeight, otherWidth, own] = map(input, node)
    if (otherHeight !== height || otherWidth !== width) {
      throw new Error(`layer "${node.name}" joins [${inputs[0]?.join(', ')}] and [${input.join(', ')}]`)
    }
    channels += own
  }
  return [height, width, channels]
}

/** Output shape of one node, without the batch, from the shapes of its inputs. Throws on shapes that do not fit. */
export function inferShape(node: LayerNode, inputs: readonly Shape[]): Shape {
  const [first] = inputs
  switch (node.kind) {
    case 'input':
      return node.attributes.shape
    case 'conv2d':
    case 'separableConv2d': {
      const { kernelSize, strides, padding, filters } = node.attributes
      return slide(first, node, kernelSize, strides, padding, filters)
    }
    case 'depthwiseConv2d':
      return slide(first, node, node.attributes.kernelSize, node.attributes.strides, node.attributes.padding)
    case 'maxPooling2d':
    case 'averagePooling2d':
      return slide(first, node, node.attributes.poolSize, node.attributes.strides, node.attributes.padding)
    case 'globalAveragePooling2d':
      return [map(first, node)[2]]
    case 'dense':
      if (first?.length !== 1) throw new Error(`layer "${node.name}" wants a vector, got [${first?.join(', ')}]`)
      return [node.attributes.units]
    case 'add':
    case 'scaledAdd':
      for (const other of inputs) {
        if (other.join() !== first?.join()) {
          throw new Error(`layer "${node.name}" adds [${first?.join(', ')}] and [${other.join(', ')}]`)
        }
      }
      return first as Shape
    case 'concatenate':
      return concatenated(node, inputs)
    case 'slice': {
      const [height, width, channels] = map(first, node)
      const { start, size } = node.attributes
      if (start + size > channels) {
        throw new Error(`layer "${node.name}" takes channels ${start} to ${start + size - 1} of ${channels}`)
      }
      return [height, width, size]
    }
    case 'flatten':
      return [map(first, node).reduce((product, size) => product * size)]
    case 'localResponseNormalization':
      return map(first, node)
    case 'batchNormalization':
    case 'activation':
    case 'dropout':
      return first as Shape
    default:
      return assertNever(node)
  }
}

/** Output shape of every node, by name, without the batch dimension. */
export function inferShapes(graph: LayerGraph): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const node of graph.nodes) shapes.set(node.name, inferShape(node, inputShapes(node, shapes)))
  return shapes
}

/** The shapes that a node reads. */
export function inputShapes(node: LayerNode, shapes: ReadonlyMap<string, Shape>): readonly Shape[] {
  return node.inputs.map((input) => {
    const shape = shapes.get(input)
    if (!shape) throw new Error(`layer "${node.name}" reads "${input}", which is not there`)
    return shape
  })
}
