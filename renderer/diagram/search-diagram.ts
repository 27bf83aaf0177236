import { blockOf } from '../../shared/diagram/outline.ts'
import { lookOf } from '../../shared/diagram/layer-row.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'

export interface Found {
  /** A layer's name or a block's path. */
  readonly id: string
  readonly block: string | null
  readonly text: string
}

/** Blocks and layers whose names, kinds or descriptions hold all the words, in the network's order; the one of exactly that name first. */
export function searchGraph(graph: AnyGraph, query: string): readonly Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word))
  const blocks = [...new Set(graph.nodes.map(blockOf))].filter((block) => block !== null)
  const found = [
    ...blocks.filter(matches).map((block): Found => ({ id: block, block, text: block })),
    ...graph.nodes
      .filter((node) =>
        matches(`${node.name} ${node.kind} ${lookOf(node).text.replaceAll('×', 'x')} ${lookOf(node).text}`),
      )
      .map((node): Found => ({ id: node.name, block: blockOf(node), text: `${node.name} · ${lookOf(node).text}` })),
  ]
  const isExact = ({ id }: Found) => id.toLowerCase() === query.trim().toLowerCase()
  return [...found.filter(isExact), ...found.filter((each) => !isExact(each))]
}
