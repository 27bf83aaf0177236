import type { AnyGraph } from './any-graph.ts'
import { inferShape } from './infer-shapes.ts'
import type { Shape } from './layer-graph.ts'

/** Output shape of every layer, by name; null for unknown layers that don't say theirs, and for what depends on them. */
export function knownShapes(graph: AnyGraph): ReadonlyMap<string, Shape | null> {
  const shapes = new Map<string, Shape | null>()
  for (const node of graph.nodes) {
    if (node.kind === 'unknown') shapes.set(node.name, node.attributes.outputShape)
    else {
      const inputs = allKnown(node.inputs.map((input) => shapes.get(input) ?? null))
      shapes.set(node.name, inputs && inferShape(node, inputs))
    }
  }
  return shapes
}

/** Null where one of them is. */
export function allKnown(shapes: readonly (Shape | null)[]): readonly Shape[] | null {
  const known = shapes.filter((shape) => shape !== null)
  return known.length === shapes.length ? known : null
}
