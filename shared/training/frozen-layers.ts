import { fail, succeed, type Result } from '../contract/result.ts'
import type { LayerGraph, LayerNode } from '../graph/layer-graph.ts'
import { trunkOutput } from '../graph/replace-head.ts'
import { weightSpecs } from '../graph/weight-specs.ts'

/** Freezes everything but the head: what comes behind the global pooling. */
export const FREEZE_ALL = 'all'

/**
 * The layers that `freeze` holds still: those up to and including a block (its whole path or the last part of it, such as
 * `block13`) or a layer, in the graph's order; a number is so many blocks from the input; `all` is everything but the head.
 * Null freezes nothing. Fails with `option-invalid`, which names the blocks that can be frozen, where there is no such
 * block or nothing behind it that could train.
 */
export function frozenLayers(graph: LayerGraph, freeze: string | null): Result<ReadonlySet<string>> {
  if (freeze === null) return succeed(new Set())
  const frozen = new Set(graph.nodes.slice(0, lastFrozen(graph, freeze) + 1).map(({ name }) => name))
  if (frozen.size > 0 && weightSpecs(graph).some(({ layer, trainable }) => trainable && !frozen.has(layer))) {
    return succeed(frozen)
  }
  const allowed = [FREEZE_ALL, ...trunkBlocks(graph)].join(', ')
  return fail('option-invalid', { option: 'freeze', received: freeze, allowed })
}

/** The blocks that can be frozen without the head, in order. */
export function trunkBlocks(graph: LayerGraph): readonly string[] {
  return blockNames(graph).filter((name) => name !== 'head' && name !== FREEZE_ALL)
}

/** The blocks that there are, in order. */
function blockNames(graph: LayerGraph): readonly string[] {
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
