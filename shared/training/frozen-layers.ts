import { fail, succeed, type Result } from '../contract/result.ts'
import type { LayerGraph, LayerNode } from '../graph/layer-graph.ts'
import { trunkOutput } from '../graph/replace-head.ts'

/** Freezes everything but the head: what comes behind the global pooling. */
export const FREEZE_ALL = 'all'

/**
 * The layers that `freeze` holds still: those up to and including a block (its whole path or the last part of it, such as
 * `block13`) or a layer, in the graph's order; a number is so many blocks from the input; `all` is everything but the head.
 * Null freezes nothing. Fails with `option-invalid`, which names the blocks that there are.
 */
export function frozenLayers(graph: LayerGraph, freeze: string | null): Result<ReadonlySet<string>> {
  if (freeze === null) return succeed(new Set())
  const last = lastFrozen(graph, freeze)
  if (last < 0) {
    const allowed = [FREEZE_ALL, ...blockNames(graph)].join(', ')
    return fail('option-invalid', { option: 'freeze', received: freeze, allowed })
  }
  return succeed(new Set(graph.nodes.slice(0, last + 1).map(({ name }) => name)))
}

/** The blocks that can be named, in order. */
export function blockNames(graph: LayerGraph): readonly string[] {
  return [...new Set(graph.nodes.map(blockOf).filter((name) => name !== ''))]
}

/** The block of a layer, without what it is part of and what it consists of. */
export function blockOf({ block }: LayerNode): string {
  return block.split('/').find((part) => /^block\d+$/.test(part)) ?? block
}

function lastFrozen(graph: LayerGraph, freeze: string): number {
  const { nodes } = graph
  if (freeze === FREEZE_ALL) {
    const trunk = trunkOutput(graph)
    return nodes.findLastIndex(({ name }) => name === trunk)
  }
  const wanted = /^\d+$/.test(freeze) ? (blockNames(graph)[Number(freeze) - 1] ?? '') : freeze
  const inBlock = (block: string) => wanted !== '' && (block === wanted || block.split('/').includes(wanted))
  return nodes.findLastIndex(({ name, block }) => name === wanted || inBlock(block))
}
