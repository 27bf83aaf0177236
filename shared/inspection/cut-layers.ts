import type { LayerGraph } from '../graph/layer-graph.ts'

/**
 * Layers through which alone everything behind them sees the image, the last one of each block: a network can be taken up
 * again at any of them. In Xception: the additions, the pooled stem and the last activation.
 */
export function cutLayers({ nodes, outputs }: LayerGraph): readonly string[] {
  const position = new Map(nodes.map(({ name }, index) => [name, index]))
  const lastReader = nodes.map((_, index) => index)
  for (const [index, { inputs }] of nodes.entries()) {
    for (const input of inputs) lastReader[position.get(input) ?? 0] = index
  }
  // An output is read by whoever asked.
  for (const output of outputs) lastReader[position.get(output) ?? 0] = nodes.length
  const cuts: string[] = []
  let openUntil = 0
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1]
    if (openUntil <= index && next && next.block !== node.block) cuts.push(node.name)
    openUntil = Math.max(openUntil, lastReader[index] ?? 0)
  }
  return cuts
}
