import { InvalidModel } from '../invalid-model.ts'

interface Linked {
  readonly name: string
  readonly inputs: readonly string[]
}

/**
 * The same nodes, each after those that it reads; nodes that stand in such an order already keep it. Throws
 * `InvalidModel` for a name that stands twice, an input that is not there and a cycle.
 */
export function topologicalOrder<Node extends Linked>(nodes: readonly Node[]): readonly Node[] {
  const names = new Set(nodes.map((node) => node.name))
  if (names.size < nodes.length) throw new InvalidModel('a layer name stands twice')
  for (const node of nodes) {
    for (const input of node.inputs) {
      if (!names.has(input)) throw new InvalidModel(`layer "${node.name}" reads "${input}", which is not there`)
    }
  }
  const placed = new Set<string>()
  const ordered: Node[] = []
  let waiting = nodes
  while (waiting.length > 0) {
    const left: Node[] = []
    for (const node of waiting) {
      if (node.inputs.every((input) => placed.has(input))) {
        placed.add(node.name)
        ordered.push(node)
      } else left.push(node)
    }
    if (left.length === waiting.length) throw new InvalidModel(`layer "${left[0]?.name}" is part of a cycle`)
    waiting = left
  }
  return ordered
}
