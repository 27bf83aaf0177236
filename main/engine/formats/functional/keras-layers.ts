import { inferShapes } from '../../../../shared/graph/infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from '../../../../shared/graph/layer-graph.ts'
import { KERAS_CLASS, layerConfig, takesList, type LayerConfig } from './layer-config.ts'
import { spellOut } from './spelled-layers.ts'

/** `keras3`: what Keras 3 loads, its operations included. `keras2`: layers that tfjs has too. */
export type Dialect = 'keras3' | 'keras2'

/** A layer as a Keras configuration lists it. */
export interface KerasLayer {
  readonly name: string
  readonly className: string
  readonly config: LayerConfig
  readonly inputs: readonly string[]
  /** True where the class takes its inputs as one list. */
  readonly list: boolean
  /** What an operation takes after its input, such as an exponent. */
  readonly more: readonly number[]
  readonly outputShape: Shape
  /** The node that it stands for; null for the parts, but the last, of a node that takes several layers to say. */
  readonly node: LayerNode | null
}

/**
 * The layers in which Keras says a graph, in the order of its nodes: one for each node, but several for a kind that has
 * no class of its own. The last of them has the node's name.
 */
export function kerasLayers(graph: LayerGraph, dialect: Dialect): readonly KerasLayer[] {
  const shapes = inferShapes(graph)
  return graph.nodes.flatMap((node) => {
    const outputShape = shapes.get(node.name) as Shape
    const spelled = spellOut(node, shapes.get(node.inputs[0] ?? '') ?? [], dialect)
    if (spelled) return spelled.map((layer) => (layer.name === node.name ? { ...layer, node } : layer))
    const { name, kind, inputs } = node
    const own = { className: KERAS_CLASS[kind], config: layerConfig(node), list: takesList(kind), more: [] }
    return [{ name, inputs, outputShape, node, ...own }]
  })
}
