import { z } from 'zod'
import { upToFirstOutput, upToLayer } from './first-output.ts'
import { inferShapes } from './infer-shapes.ts'
import type { LayerGraph, LayerKind, LayerNode } from './layer-graph.ts'

/** A layer of a new head, before the last one that names the classes. */
export const headLayerSchema = z.discriminatedUnion('kind', [
  /** Fully connected, with a ReLU. */
  z.object({ kind: z.literal('dense'), units: z.int().min(1).max(65_536) }),
  z.object({ kind: z.literal('dropout'), rate: z.number().min(0).max(0.95) }),
])
export type HeadLayer = z.infer<typeof headLayerSchema>

/** The layer whose units are the classes. */
export function classifierOf(graph: LayerGraph): LayerNode | null {
  return headOf(graph).find(({ kind }) => kind === 'dense' || kind === 'conv2d') ?? null
}

/**
 * Name of the layer whose output the head reads: the last one before the fully connected layers, such as the global
 * pooling; where a convolution names the classes (Network In Network), the layer before that.
 */
export function trunkOutput(graph: LayerGraph): string {
  const head = headOf(graph)
  return head.at(-1)?.inputs[0] ?? graph.outputs[0] ?? ''
}

/** The layers behind the trunk, the last one first. */
function headOf(graph: LayerGraph): readonly LayerNode[] {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  const head: LayerNode[] = []
  let classified = false
  for (let node = byName.get(graph.outputs[0] ?? ''); node; node = byName.get(node.inputs[0] ?? '')) {
    if (node.kind === 'dense') classified = true
    else if (node.kind === 'conv2d' && !classified) return [...head, node]
    else if (
      node.kind !== 'activation' &&
      node.kind !== 'dropout' &&
      (classified || !afterConvolution.includes(node.kind))
    )
      break
    head.push(node)
  }
  // A pooling or an activation at the end of a network without classes belongs to its trunk.
  return classified ? head : []
}

const afterConvolution: readonly LayerKind[] = [
  'batchNormalization',
  'globalAveragePooling2d',
  'averagePooling2d',
  'flatten',
]

/**
 * A network for other classes: with its own head, of which only the last layer changes, or with a new one of these layers.
 * Auxiliary heads are left out with the head that is replaced.
 */
export function replaceHead(graph: LayerGraph, head: readonly HeadLayer[] | null, classes: number): LayerGraph {
  return head === null ? withClasses(graph, classes) : withHead(upToFirstOutput(graph), head, classes)
}

function withClasses(graph: LayerGraph, classes: number): LayerGraph {
  const classifier = classifierOf(graph)
  if (!classifier) return withHead(upToFirstOutput(graph), [], classes)
  const units = classifier.kind === 'conv2d' ? classifier.attributes.filters : unitsOf(classifier)
  if (units === classes) return graph
  const changed = (node: LayerNode): LayerNode => {
    if (node.name !== classifier.name) return node
    if (node.kind === 'conv2d') return { ...node, attributes: { ...node.attributes, filters: classes } }
    return node.kind === 'dense' ? { ...node, attributes: { ...node.attributes, units: classes } } : node
  }
  const own = upToFirstOutput(graph)
  return { ...own, nodes: own.nodes.map(changed) }
}

const unitsOf = (node: LayerNode): number => (node.kind === 'dense' ? node.attributes.units : 0)

function withHead(graph: LayerGraph, head: readonly HeadLayer[], classes: number): LayerGraph {
  const trunk = trunkOutput(graph)
  const kept = upToLayer(graph, trunk).nodes
  const taken = new Set(kept.map(({ name }) => name))
  const nodes = [...kept]
  let x = trunk
  const add = (wanted: string, node: Pick<LayerNode, 'kind' | 'attributes'>): void => {
    let name = wanted
    for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`
    taken.add(name)
    nodes.push({ ...node, name, inputs: [x], block: 'head' } as LayerNode)
    x = name
  }
  if (inferShapes(graph).get(trunk)?.length !== 1) add('avg_pool', { kind: 'globalAveragePooling2d', attributes: {} })
  head.forEach((layer, position) => {
    if (layer.kind === 'dropout')
      return add(`head_dropout${position + 1}`, { kind: 'dropout', attributes: { rate: layer.rate } })
    const { units } = layer
    add(`head_dense${position + 1}`, { kind: 'dense', attributes: { units, useBias: true, activation: 'relu' } })
  })
  add('predictions', { kind: 'dense', attributes: { units: classes, useBias: true, activation: 'softmax' } })
  return { ...graph, nodes, outputs: [x] }
}

/** The same network for images of another size; null where a layer does not fit any more. */
export function withInputSize(graph: LayerGraph, size: number): LayerGraph | null {
  const inputShape = [size, size, ...graph.inputShape.slice(2)]
  const nodes = graph.nodes.map((node): LayerNode =>
    node.kind === 'input' ? { ...node, attributes: { shape: inputShape } } : node,
  )
  const resized = { ...graph, inputShape, nodes }
  try {
    inferShapes(resized)
    return resized
  } catch {
    return null
  }
}
