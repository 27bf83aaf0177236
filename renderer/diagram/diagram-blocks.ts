import { outline } from '../../shared/diagram/outline.ts'
import { sumCosts } from '../../shared/diagram/sum-costs.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import type { AnyCost, AnyLayerCost } from '../../shared/graph/count-known.ts'
import type { Shape } from '../../shared/graph/layer-graph.ts'

/** A module of the network, or a layer outside of all modules, as the inspector tells of it. */
export interface DiagramBlock {
  /** The block's path in the graph, or the layer's name. */
  readonly id: string
  readonly title: string
  readonly inputShape: Shape | null
  readonly outputShape: Shape | null
  readonly layers: readonly AnyLayerCost[]
  readonly parameters: number
  readonly macs: number
  /** How many layers those sums lack something of. */
  readonly uncounted: number
  /** Equal for modules that are the same but for place and names. */
  readonly signature: string
}

/** The modules and loose layers of a graph, in order. */
export function diagramBlocks(graph: AnyGraph, cost: AnyCost): readonly DiagramBlock[] {
  return outline(graph, cost).map(({ id, layers, inputShape, outputShape, signature }) => {
    const title = id.split('/').at(-1) ?? id
    return { id, title, inputShape, outputShape, layers, signature, ...sumCosts(layers) }
  })
}
