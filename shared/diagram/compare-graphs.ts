import type { AnyGraph } from '../graph/any-graph.ts'
import { countKnown } from '../graph/count-known.ts'
import type { Shape } from '../graph/layer-graph.ts'
import { outline, type OutlineItem } from './outline.ts'
import { sumCosts } from './sum-costs.ts'

/** One side of a pair. */
export interface ComparedBlock {
  readonly id: string
  readonly layers: number
  readonly outputShape: Shape | null
  readonly parameters: number
  readonly macs: number
  /** How many of its layers those sums lack something of. */
  readonly uncounted: number
}

/** Two blocks that stand for each other, or one that has no counterpart. */
export interface BlockPair {
  readonly a: ComparedBlock | null
  readonly b: ComparedBlock | null
  /** The same layers with the same attributes and shapes. */
  readonly same: boolean
  /** Of B less A. */
  readonly parameters: number
  readonly macs: number
}

export interface GraphComparison {
  readonly pairs: readonly BlockPair[]
  readonly same: boolean
  readonly a: { readonly parameters: number; readonly macs: number; readonly layers: number }
  readonly b: { readonly parameters: number; readonly macs: number; readonly layers: number }
}

/**
 * Matches two networks block by block within flows of one name (`middle`): blocks of one name stand for each other, and
 * what lies between two such pairs is matched in its order, as far as both sides go.
 */
export function compareGraphs(a: AnyGraph, b: AnyGraph): GraphComparison {
  const [costA, costB] = [countKnown(a), countKnown(b)]
  const [itemsA, itemsB] = [outline(a, costA), outline(b, costB)]
  const pairs = byFlow(itemsA, itemsB)
    .flatMap(([own, other]) => align(own, other))
    .map(([own, other]) => pairOf(own, other))
  const total = (graph: AnyGraph, { totalParameters, macs }: typeof costA) => {
    return { parameters: totalParameters, macs, layers: graph.nodes.length }
  }
  return { pairs, same: pairs.every(({ same }) => same), a: total(a, costA), b: total(b, costB) }
}

type Side = OutlineItem | undefined
type Items = readonly OutlineItem[]

const flowOf = ({ id }: OutlineItem) => id.split('/')[0] ?? ''

/** The blocks of each flow on both sides, in the order of A; flows of B alone stand before the next that both have. */
function byFlow(a: Items, b: Items): (readonly [Items, Items])[] {
  const [flowsA, flowsB] = [Map.groupBy(a, flowOf), Map.groupBy(b, flowOf)]
  const ofB = [...flowsB.keys()]
  let next = 0
  const parts: (readonly [Items, Items])[] = []
  for (const [flow, items] of flowsA) {
    const place = ofB.indexOf(flow)
    for (; next < place; next++) parts.push([[], flowsB.get(ofB[next] ?? '') ?? []])
    parts.push([items, place < next ? [] : (flowsB.get(flow) ?? [])])
    next = Math.max(next, place + 1)
  }
  return [...parts, ...ofB.slice(next).map((flow) => [[], flowsB.get(flow) ?? []] as const)]
}

function align(a: readonly OutlineItem[], b: readonly OutlineItem[]): (readonly [Side, Side])[] {
  const pairs: (readonly [Side, Side])[] = []
  let [nextA, nextB] = [0, 0]
  const between = (endA: number, endB: number) => {
    const [left, right] = [a.slice(nextA, endA), b.slice(nextB, endB)]
    for (let index = 0; index < Math.max(left.length, right.length); index++) pairs.push([left[index], right[index]])
  }
  const placeInB = new Map(b.map(({ id }, index) => [id, index]))
  for (const [index, { id }] of a.entries()) {
    const place = placeInB.get(id)
    // A name that stands elsewhere in the other network's order is no anchor.
    if (place === undefined || place < nextB) continue
    between(index, place)
    pairs.push([a[index], b[place]])
    ;[nextA, nextB] = [index + 1, place + 1]
  }
  between(a.length, b.length)
  return pairs
}

function pairOf(a: Side, b: Side): BlockPair {
  const [own, other] = [a ? blockOf(a) : null, b ? blockOf(b) : null]
  return {
    a: own,
    b: other,
    same: a !== undefined && b !== undefined && contentOf(a) === contentOf(b),
    parameters: (other?.parameters ?? 0) - (own?.parameters ?? 0),
    macs: (other?.macs ?? 0) - (own?.macs ?? 0),
  }
}

function blockOf({ id, layers, outputShape }: OutlineItem): ComparedBlock {
  return { id, layers: layers.length, outputShape, ...sumCosts(layers) }
}

/** Kinds, attributes and shapes; batch norm's momentum is no part of what a network is. */
function contentOf({ nodes, layers }: OutlineItem): string {
  const order = new Map(nodes.map(({ name }, index) => [name, index]))
  return JSON.stringify(
    nodes.map(({ kind, attributes, inputs }, index) => [
      kind,
      { ...attributes, momentum: undefined },
      inputs.map((input) => order.get(input) ?? 'outside'),
      layers[index]?.outputShape,
      layers[index]?.parameters,
    ]),
  )
}
