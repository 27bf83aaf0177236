import { InvalidModel } from '../invalid-model.ts'

interface Linked {
  readonly name: string
  readonly inputs: readonly string[]
}

/**
 * The same nodes, each after those that it reads; nodes that stand in such an order already keep it. Takes time in
 * proportion to the nodes and their inputs. Throws `InvalidModel` for a name that stands twice, an input that is not there
 * and a cycle.
 */
export function topologicalOrder<Node extends Linked>(nodes: readonly Node[]): readonly Node[] {
  const places = new Map(nodes.map((node, index) => [node.name, index]))
  if (places.size < nodes.length) throw new InvalidModel('a layer name stands twice')
  const readers = nodes.map((): number[] => [])
  const missing = nodes.map(({ inputs }) => inputs.length)
  for (const [index, node] of nodes.entries()) {
    for (const input of node.inputs) {
      const place = places.get(input)
      if (place === undefined) throw new InvalidModel(`layer "${node.name}" reads "${input}", which is not there`)
      readers[place]?.push(index)
    }
  }
  /** How often one has to go through the list before a node's turn comes. */
  const rounds = nodes.map(() => 0)
  const ready = [...nodes.keys()].filter((index) => missing[index] === 0)
  for (let at = 0; at < ready.length; at++) {
    const index = ready[at] as number
    for (const reader of readers[index] ?? []) {
      const round = (rounds[index] as number) + (index > reader ? 1 : 0)
      rounds[reader] = Math.max(rounds[reader] as number, round)
      if (--(missing[reader] as number) === 0) ready.push(reader)
    }
  }
  if (ready.length < nodes.length) {
    const stuck = nodes.find((_, index) => missing[index] !== 0)
    throw new InvalidModel(`layer "${stuck?.name}" is part of a cycle`)
  }
  const order = [...nodes.keys()].toSorted((a, b) => (rounds[a] as number) - (rounds[b] as number) || a - b)
  return order.map((index) => nodes[index] as Node)
}
