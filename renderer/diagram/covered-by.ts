import { gatherRuns } from '../../shared/diagram/group-repeats.ts'
import { blockOf, outline } from '../../shared/diagram/outline.ts'
import { countKnown } from '../../shared/graph/count-known.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'

/**
 * What may hide a layer or a block: its block, when folded; and the first of the equal modules that it stands behind, when
 * they are drawn as one. Null where there is none.
 */
export function coveredBy(graph: AnyGraph, id: string): { block: string | null; run: string | null } {
  const node = graph.nodes.find(({ name }) => name === id)
  const block = node ? blockOf(node) : id
  const runs = gatherRuns(outline(graph, countKnown(graph)), new Set())
  const run = runs.find(({ first, members }) => first.id !== block && members.some((member) => member.id === block))
  return { block, run: run?.first.id ?? null }
}
