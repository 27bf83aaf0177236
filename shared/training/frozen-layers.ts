import { fail, succeed, type Result } from '../contract/result.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'

/** Freezes everything but the head: what comes behind the global pooling. */
export const FREEZE_ALL = 'all'

/**
 * The layers that `freeze` holds still: those up to and including a block (its whole path or the last part of it, such as
 * `block13`) or a layer, in the graph's order; `all` is everything up to the global pooling. Null freezes nothing.
 * Fails with `option-invalid`, which names the blocks that there are.
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
  const names = graph.nodes.map(({ block }) => block.split('/').find((part) => /^block\d+$/.test(part)) ?? block)
  return [...new Set(names.filter((name) => name !== ''))]
}

function lastFrozen({ nodes }: LayerGraph, freeze: string): number {
  if (freeze === FREEZE_ALL) {
    const pooling = nodes.findLastIndex(({ kind }) => kind === 'globalAveragePooling2d')
    return pooling >= 0 ? pooling : nodes.findLastIndex(({ kind }) => kind !== 'dense' && kind !== 'dropout') - 1
  }
  const inBlock = (block: string) => block === freeze || block.split('/').includes(freeze)
  return nodes.findLastIndex(({ name, block }) => name === freeze || inBlock(block))
}
