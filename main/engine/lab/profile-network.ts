import { setImmediate } from 'node:timers/promises'
import type { LabProfile } from '../../../shared/contract/lab.ts'
import type { AnyGraph } from '../../../shared/graph/any-graph.ts'
import { forwardParts } from '../../../shared/training/forward-parts.ts'
import { timeEmptySession, timePart } from '../profiling/time-part.ts'

/** Enough for two digits; a large network has some forty different kernels. */
const OPTIONS = { budgetMs: 20, leastRuns: 3 }

/**
 * Times the forward pass of each kernel of a network for one image, equal ones once, each in a compiled graph of its own;
 * layers that are not known have no kernels. Takes seconds; other requests are answered in between. Null when `stop` says so.
 */
export async function profileNetwork(graph: AnyGraph, stop: () => boolean): Promise<LabProfile | null> {
  const groups = [...Map.groupBy(forwardParts(graph, 1), ({ work }) => JSON.stringify(work)).values()]
  const emptyMs = timeEmptySession()
  const parts: LabProfile['parts'][number][] = []
  for (const group of groups) {
    const [first] = group
    if (!first) continue
    if (stop()) return null
    const { forwardMs } = timePart(first.work, emptyMs, OPTIONS)
    for (const { layer, category } of group) parts.push({ layer, category, milliseconds: forwardMs })
    await setImmediate()
  }
  return { parts }
}
