import { outline } from '../../shared/diagram/outline.ts'
import { sumCosts } from '../../shared/diagram/sum-costs.ts'
import type { GraphCost, LayerCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph, Shape } from '../../shared/graph/layer-graph.ts'

/** A module of the network, or a layer outside of all modules, as the inspector tells of it. */
export interface DiagramBlock {
  /** The block's path in the graph, or the layer's name. */
  readonly id: string
  readonly title: string
  readonly inputShape: Shape
  readonly outputShape: Shape
  readonly layers: readonly LayerCost[]
  readonly parameters: number
  readonly macs: number
  /** Equal for modules that are the same but for place and names. */
  readonly signature: string
}

/** The modules and loose layers of a graph, in order. */
export function diagramBlocks(graph: LayerGraph, cost: GraphCost): readonly DiagramBlock[] {
  return outline(graph, cost).map(({ id, layers, inputShape, outputShape, signature }) => {
    const title = id.split('/').at(-1) ?? id
    return { id, title, inputShape, outputShape, layers, signature, ...sumCosts(layers) }
  })
}
