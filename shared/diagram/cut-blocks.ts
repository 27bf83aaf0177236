import type { AnyNode } from '../graph/any-graph.ts'

/**
 * Blocks by how layers are joined, for names that say nothing: where all that follows goes through one layer, a block ends.
 * Those that branch are modules and are called as the layer in which they end (`modules/mixed0`). By layer.
 */
export function blocksByCuts(nodes: readonly AnyNode[]): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>()
  let begin = 0
  for (const end of cuts(nodes)) {
    const members = nodes.slice(begin, end + 1)
    begin = end + 1
    const join = members.findLast(({ inputs }) => inputs.length > 1)
    if (!join) continue
    for (const { name } of members) blocks.set(name, `modules/${join.name}`)
  }
  return blocks
}

/** Indices of the layers behind which nothing reads any earlier one. */
function cuts(nodes: readonly AnyNode[]): readonly number[] {
  const place = new Map(nodes.map(({ name }, index) => [name, index]))
  const lastReader = nodes.map((_, index) => index)
  nodes.forEach(({ inputs }, reader) => {
    for (const input of inputs) {
      const index = place.get(input)
      if (index !== undefined) lastReader[index] = Math.max(lastReader[index] ?? 0, reader)
    }
  })
  const found: number[] = []
  /** The farthest reader of all layers before this one. */
  let farthest = 0
  nodes.forEach((_, index) => {
    if (farthest <= index) found.push(index)
    farthest = Math.max(farthest, lastReader[index] ?? 0)
  })
  return found
}
