import { assertNever } from './assert-never.ts'
import type { AnyGraph } from './any-graph.ts'
import { knownShapes } from './known-shapes.ts'
import type { LayerGraph, LayerNode, Pair } from './layer-graph.ts'

/**
 * What one value of a layer's output can see of the input, in pixels `[height, width]`. The size is what the windows span,
 * padding included: it may be larger than the image. `stride` is how far apart two neighbouring values look, in input
 * pixels. `'everything'` behind a global pool or a flattening: each value sees the whole image.
 */
export type ReceptiveField = { readonly size: Pair; readonly stride: Pair } | 'everything'

interface Window {
  readonly size: Pair
  readonly strides: Pair
}

const POINT: ReceptiveField = { size: [1, 1], stride: [1, 1] }

/** The window that a layer slides over its input; null where it leaves places as they are; `'everything'` for a whole map. */
function windowOf(node: LayerNode): Window | null | 'everything' {
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'separableConv2d':
      return { size: node.attributes.kernelSize, strides: node.attributes.strides }
    case 'maxPooling2d':
    case 'averagePooling2d':
      return { size: node.attributes.poolSize, strides: node.attributes.strides }
    case 'globalAveragePooling2d':
    case 'flatten':
      return 'everything'
    case 'input':
    case 'batchNormalization':
    case 'activation':
    case 'dense':
    case 'dropout':
    case 'add':
    case 'scaledAdd':
    case 'concatenate':
    case 'slice':
    case 'localResponseNormalization':
      return null
    default:
      return assertNever(node)
  }
}

/** Keras' classes that are not computed here, and look at each place alone or only move the map. */
const KEEPING: ReadonlySet<string> = new Set([
  ...['Rescaling', 'Normalization', 'BatchNormalization', 'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'PReLU'],
  ...['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate', 'ZeroPadding2D', 'Cropping2D'],
  ...['GaussianNoise', 'GaussianDropout', 'SpatialDropout2D', 'AlphaDropout', 'Identity', 'RandomFlip'],
])

/** Through one window: `size + (window - 1) · stride`, `stride · strides`, on each axis. */
function widen(field: Exclude<ReceptiveField, string>, window: Window): ReceptiveField {
  const along = (axis: 0 | 1) => field.size[axis] + (window.size[axis] - 1) * field.stride[axis]
  return {
    size: [along(0), along(1)],
    stride: [field.stride[0] * window.strides[0], field.stride[1] * window.strides[1]],
  }
}

/** Where branches meet, the one that sees most counts. */
function widest(a: ReceptiveField, b: ReceptiveField): ReceptiveField {
  if (a === 'everything' || b === 'everything') return 'everything'
  const larger = (x: Pair, y: Pair): Pair => [Math.max(x[0], y[0]), Math.max(x[1], y[1])]
  return { size: larger(a.size, b.size), stride: larger(a.stride, b.stride) }
}

/**
 * The receptive field of every layer of a graph, by name. A graph whose input is a vector sees all of it everywhere. Of
 * layers that are not known, and of what reads them, it is null; Keras' own that keep places as they are pass theirs on.
 */
export function receptiveFields(graph: LayerGraph): ReadonlyMap<string, ReceptiveField>
export function receptiveFields(graph: AnyGraph): ReadonlyMap<string, ReceptiveField | null>
export function receptiveFields(graph: AnyGraph): ReadonlyMap<string, ReceptiveField | null> {
  const fields = new Map<string, ReceptiveField | null>()
  const isVector = knownShapes(graph).get(graph.nodes[0]?.name ?? '')?.length === 1
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => fields.get(input)).filter((field) => field !== null)
    const isUnseen = node.kind === 'unknown' && !KEEPING.has(node.attributes.className)
    if (isUnseen || inputs.length < node.inputs.length) {
      fields.set(node.name, null)
      continue
    }
    const found = inputs.map((field) => field ?? POINT)
    const seen = found.length === 0 ? (isVector ? 'everything' : POINT) : found.reduce(widest)
    const window = node.kind === 'unknown' ? null : windowOf(node)
    const whole = seen === 'everything' || window === 'everything'
    fields.set(node.name, whole ? 'everything' : window ? widen(seen, window) : seen)
  }
  return fields
}
