import { moduleOf } from '../graph/blocks.ts'
import type { AnyGraph, AnyNode } from '../graph/any-graph.ts'
import type { AnyCost, AnyLayerCost } from '../graph/count-known.ts'
import type { Shape } from '../graph/layer-graph.ts'
import { gatherBoxes, type LayerBox } from './gather-boxes.ts'

/** A module of a network with its layers, or a layer that stands outside of all modules. */
export interface OutlineItem {
  /** A block path, or a layer's name. */
  readonly id: string
  readonly isModule: boolean
  readonly nodes: readonly AnyNode[]
  readonly boxes: readonly LayerBox[]
  readonly layers: readonly AnyLayerCost[]
  readonly inputShape: Shape | null
  readonly outputShape: Shape | null
  /** Equal for modules that are the same but for their place and names. */
  readonly signature: string
}

/** The first two parts of a block path, the only one there is, or null outside of all blocks. */
export const blockOf = (node: AnyNode): string | null => moduleOf(node.block) ?? (node.block === '' ? null : node.block)

/** A graph as modules and loose layers, in the order in which each begins. */
export function outline(graph: AnyGraph, cost: AnyCost): readonly OutlineItem[] {
  const costs = new Map(cost.layers.map((layer) => [layer.name, layer]))
  const consumers = consumersOf(graph)
  const shapeOf = (name: string | undefined) =>
    name === undefined ? graph.inputShape : (costs.get(name)?.outputShape ?? null)

  const place = new Map(graph.nodes.map(({ name }, index) => [name, index]))
  const begin = ({ nodes: [first] }: OutlineItem) => place.get(first?.name ?? '') ?? 0
  const groups = Map.groupBy(graph.nodes, (node) => blockOf(node) ?? looseKey(node))
  const items = [...groups].flatMap(([key, nodes]): OutlineItem[] => {
    const isModule = key !== looseKey(nodes[0])
    const boxes = gatherBoxes(nodes, consumers)
    const item = (id: string, own: readonly AnyNode[], ownBoxes: readonly LayerBox[]): OutlineItem => {
      const layers = own.map((node) => costs.get(node.name) as AnyLayerCost)
      const names = new Set(own.map(({ name }) => name))
      const source = own.flatMap(({ inputs }) => inputs).find((input) => !names.has(input))
      const outputShape = layers.at(-1)?.outputShape ?? null
      const inputShape = shapeOf(source)
      const signature = isModule ? signatureOf(key, own, inputShape, outputShape) : id
      return { id, isModule, nodes: own, boxes: ownBoxes, layers, inputShape, outputShape, signature }
    }
    return isModule ? [item(key, nodes, boxes)] : boxes.map((box) => item(box.id, box.nodes, [box]))
  })
  return items.toSorted((a, b) => begin(a) - begin(b))
}

/** A key that is no block path. */
const looseKey = (node: AnyNode | undefined) => (node && blockOf(node) === null ? '\0loose' : '\0')

/** Which layers read each layer. */
export function consumersOf(graph: AnyGraph): ReadonlyMap<string, readonly AnyNode[]> {
  const consumers = new Map<string, AnyNode[]>()
  for (const node of graph.nodes) {
    for (const input of node.inputs) consumers.set(input, [...(consumers.get(input) ?? []), node])
  }
  return consumers
}

/** Kinds, attributes, wiring and shapes, without names; the flow (first part of the path) is part of it. */
function signatureOf(id: string, nodes: readonly AnyNode[], input: Shape | null, output: Shape | null): string {
  const place = new Map(nodes.map(({ name }, index) => [name, index]))
  const layers = nodes.map(({ kind, attributes, inputs }) => [
    kind,
    attributes,
    inputs.map((name) => place.get(name) ?? 'outside'),
  ])
  return JSON.stringify([id.split('/')[0], input, output, layers])
}
