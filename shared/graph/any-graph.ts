import type { LayerGraph, LayerNode, Preprocessing, Shape } from './layer-graph.ts'

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
    /** Null where neither the file's weights nor Keras' own rules say it. */
    readonly parameters: number | null
    /** Multiply-adds for one image; null where they are not known. */
    readonly macs: number | null
  }
  readonly inputs: readonly string[]
  readonly block: string
}

/** Whether it is one of Keras' own, of which its rules tell what it costs, and only not computed here. */
export const isRuled = ({ attributes }: UnknownNode): boolean => attributes.macs !== null

/**
 * A layer to look at. `weightsOf`: it is a later call of the layer of that name and uses its weights, which are counted there;
 * its multiply-adds are its own.
 */
export type AnyNode = (LayerNode | UnknownNode) & { readonly weightsOf?: string | undefined }

/** A network to look at. Every layer graph is one; one that was read from a file may hold layers that are not known here. */
export interface AnyGraph {
  readonly name: string
  readonly inputShape: Shape | null
  readonly nodes: readonly AnyNode[]
  readonly outputs: readonly string[]
  /** Where it can be computed, be it with layers left out or added: how an image becomes its input. */
  readonly preprocessing?: Preprocessing | undefined
}

/** Whether a file can be computed as well as looked at: imported, trained further, exported. */
export const isComputable = (graph: AnyGraph): boolean => graph.preprocessing !== undefined

/** Whether all layers are known just as they are drawn, so that this graph itself can be computed. */
export function isLayerGraph(graph: AnyGraph): graph is LayerGraph {
  return (
    isComputable(graph) && graph.nodes.every(({ kind, weightsOf }) => kind !== 'unknown' && weightsOf === undefined)
  )
}
