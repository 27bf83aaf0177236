import type { LayerGraph } from './layer-graph.ts'

/**
 * The graph up to its first output: what is left of a network when it no longer trains, without auxiliary heads. The same
 * graph where it has one output.
 */
export function upToFirstOutput(graph: LayerGraph): LayerGraph {
  const [first] = graph.outputs
  return first === undefined || graph.outputs.length === 1 ? graph : upToLayer(graph, first)
}

/** The part of a graph that a layer's output depends on, with that output. */
export function upToLayer(graph: LayerGraph, name: string): LayerGraph {
  const needed = new Set([name])
  // Inputs stand before what reads them.
  for (const node of graph.nodes.toReversed()) {
    if (needed.has(node.name)) for (const input of node.inputs) needed.add(input)
  }
  return { ...graph, nodes: graph.nodes.filter((node) => needed.has(node.name)), outputs: [name] }
}
