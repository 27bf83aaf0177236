import type { ReceptiveField } from '../contract/inspection/refs.ts'
import type { LayerGraph, LayerNode, Pair, PoolPadding, Shape } from '../graph/layer-graph.ts'
import { inferShapes } from '../graph/infer-shapes.ts'
import { receptiveFields } from '../graph/receptive-field.ts'
import { windowPadding } from '../graph/window-padding.ts'

interface Window {
  readonly size: Pair
  readonly strides: Pair
  readonly padding: PoolPadding
}

function windowOf(node: LayerNode): Window | null {
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'separableConv2d':
      return { ...node.attributes, size: node.attributes.kernelSize }
    case 'maxPooling2d':
    case 'averagePooling2d':
      return { ...node.attributes, size: node.attributes.poolSize }
    default:
      return null
  }
}

/**
 * What each value of each layer sees of the image, with where it begins: at position `p` from `start + p · stride`, padding
 * counted, so that it may begin before the image.
 */
export function placedFields(graph: LayerGraph): ReadonlyMap<string, ReceptiveField> {
  const fields = receptiveFields(graph)
  const shapes = inferShapes(graph)
  const starts = new Map<string, Pair>()
  const placed = new Map<string, ReceptiveField>()
  for (const node of graph.nodes) {
    const field = fields.get(node.name) ?? 'everything'
    const before = node.inputs.map((input) => starts.get(input) ?? ([0, 0] as const))
    const first: Pair = [Math.min(0, ...before.map(([y]) => y)), Math.min(0, ...before.map(([, x]) => x))]
    const start = startOf(node, first, shapes.get(node.inputs[0] ?? ''), fields.get(node.inputs[0] ?? ''))
    starts.set(node.name, start)
    placed.set(
      node.name,
      field === 'everything' ? null : { start: [...start], stride: [...field.stride], size: [...field.size] },
    )
  }
  return placed
}

function startOf(node: LayerNode, before: Pair, shape: Shape = [], field: unknown = 'everything'): Pair {
  const window = windowOf(node)
  if (!window || typeof field !== 'object') return before
  const { stride } = field as { readonly stride: Pair }
  const along = (axis: 0 | 1) => {
    const [padding] = windowPadding(shape[axis] ?? 0, window.size[axis], window.strides[axis], window.padding)
    return before[axis] - padding * stride[axis]
  }
  return [along(0), along(1)]
}
