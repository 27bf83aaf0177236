import { moduleOf } from '../graph/blocks.ts'
import type { GraphCost, LayerCost } from '../graph/count-cost.ts'
import type { LayerGraph, LayerNode, Shape } from '../graph/layer-graph.ts'
import { gatherBoxes, type LayerBox } from './gather-boxes.ts'

/** A module of a network with its layers, or a layer that stands outside of all modules. */
export interface OutlineItem {
  /** A block path, or a layer's name. */
  readonly id: string
  readonly isModule: boolean
  readonly nodes: readonly LayerNode[]
  readonly boxes: readonly LayerBox[]
  readonly layers: readonly LayerCost[]
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** Equal for modules that are the same but for their place and names. */
  readonly signature: string
}

/** The first two parts of a block path, the only one there is, or null outside of all blocks. */
export const blockOf = (node: LayerNode): string | null =>
  moduleOf(node.block) ?? (node.block === '' ? null : node.block)

/** A graph as modules and loose layers, in the order in which each begins. */
export function outline(graph: LayerGraph, cost: GraphCost): readonly OutlineItem[] {
  const costs = new Map(cost.layers.map((layer) => [layer.name, layer]))
  const consumers = consumersOf(graph)
  const shapeOf = (name: string | undefined) => costs.get(name ?? '')?.outputShape ?? graph.inputShape

  const groups = Map.groupBy(graph.nodes, (node) => blockOf(node) ?? looseKey(node))
  return [...groups].flatMap(([key, nodes]): OutlineItem[] => {
    const isModule = key !== looseKey(nodes[0])
    const boxes = gatherBoxes(nodes, consumers)
    const item = (id: string, own: readonly LayerNode[], ownBoxes: readonly LayerBox[]): OutlineItem => {
      const layers = own.map((node) => costs.get(node.name) as LayerCost)
      const names = new Set(own.map(({ name }) => name))
      const source = own.flatMap(({ inputs }) => inputs).find((input) => !names.has(input))
      const outputShape = layers.at(-1)?.outputShape ?? graph.inputShape
      const inputShape = shapeOf(source)
      const signature = isModule ? signatureOf(key, own, inputShape, outputShape) : id
      return { id, isModule, nodes: own, boxes: ownBoxes, layers, inputShape, outputShape, signature }
    }
    return isModule ? [item(key, nodes, boxes)] : boxes.map((box) => item(box.id, box.nodes, [box]))
  })
}

/** A key that is no block path. */
const looseKey = (node: LayerNode | undefined) => (node && blockOf(node) === null ? '\0loose' : '\0')

/** Which layers read each layer. */
export function consumersOf(graph: LayerGraph): ReadonlyMap<string, readonly LayerNode[]> {
  const consumers = new Map<string, LayerNode[]>()
  for (const node of graph.nodes) {
    for (const input of node.inputs) consumers.set(input, [...(consumers.get(input) ?? []), node])
  }
  return consumers
}

/** Kinds, attributes, wiring and shapes, without names; the flow (first part of the path) is part of it. */
function signatureOf(id: string, nodes: readonly LayerNode[], input: Shape, output: Shape): string {
  const place = new Map(nodes.map(({ name }, index) => [name, index]))
  const layers = nodes.map(({ kind, attributes, inputs }) => [
    kind,
    attributes,
    inputs.map((name) => place.get(name) ?? 'outside'),
  ])
  return JSON.stringify([id.split('/')[0], input, output, layers])
}
