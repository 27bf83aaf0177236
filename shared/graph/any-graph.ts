import type { LayerGraph, LayerNode, Shape } from './layer-graph.ts'

/**
 * A layer of a model file that no layer kind can say, with what the file tells of it. It is drawn and never computed: it
 * is no `LayerNode`, so that whatever runs, trains or writes networks can't be given one, and its switches over kinds stay
 * exhaustive without it.
 */
export interface UnknownNode {
  readonly name: string
  readonly kind: 'unknown'
  readonly attributes: {
    /** Keras' class, or that of somebody's own. */
    readonly className: string
    /** The plain ones of its configuration, as text: few and short. */
    readonly config: readonly (readonly [name: string, value: string])[]
    /** Null where neither the file nor Keras' own rules say it. */
    readonly outputShape: Shape | null
    /** Null where the file holds no weights. */
    readonly parameters: number | null
  }
  readonly inputs: readonly string[]
  readonly block: string
}

export type AnyNode = LayerNode | UnknownNode

/** A network to look at. Every layer graph is one; one that was read from a file may hold layers that are not known here. */
export interface AnyGraph {
  readonly name: string
  readonly inputShape: Shape | null
  readonly nodes: readonly AnyNode[]
  readonly outputs: readonly string[]
}

/** Whether all layers are known, so that it can be computed as well as looked at. */
export function isLayerGraph(graph: AnyGraph): graph is LayerGraph {
  return 'preprocessing' in graph && graph.nodes.every(({ kind }) => kind !== 'unknown')
}
