import type { AnyGraph } from '../graph/any-graph.ts'
import { allKnown, knownShapes } from '../graph/known-shapes.ts'
import { categoryOf, worksOf, type StepPart } from './step-parts.ts'

/**
 * The kernels of a forward pass, in the order of the graph, of whatever is known of it: layers of a file that are not known,
 * and those whose shapes depend on them, have none.
 */
export function forwardParts(graph: AnyGraph, batch: number): readonly Omit<StepPart, 'backward'>[] {
  const shapes = knownShapes(graph)
  return graph.nodes.flatMap((node) => {
    const inputs = allKnown(node.inputs.map((input) => shapes.get(input) ?? null))
    if (node.kind === 'unknown' || !inputs) return []
    return worksOf(node, inputs, batch, false).map((work) => ({ layer: node.name, category: categoryOf(work), work }))
  })
}
