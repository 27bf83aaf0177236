import type { LayerGraph, NodeOf } from '../../../shared/graph/layer-graph.ts'

/**
 * The activation layer behind each convolution that nothing else reads, by the convolution's name: at inference it is
 * applied together with the convolution, in one pass over the map. A softmax is left where it is.
 */
export function activationsBehindConvolutions(graph: LayerGraph): ReadonlyMap<string, NodeOf<'activation'>> {
  const readers = readerCounts(graph)
  const kinds = new Map(graph.nodes.map((node) => [node.name, node.kind]))
  const convolutions = new Set(['conv2d', 'depthwiseConv2d', 'separableConv2d'])
  const found = new Map<string, NodeOf<'activation'>>()
  for (const node of graph.nodes) {
    if (node.kind !== 'activation' || node.attributes.activation === 'softmax') continue
    const source = node.inputs[0] ?? ''
    if (convolutions.has(kinds.get(source) ?? '') && readers.get(source) === 1) found.set(source, node)
  }
  return found
}

/** How many layers read each layer's output; the graph's own outputs count as one more. */
export function readerCounts(graph: LayerGraph): ReadonlyMap<string, number> {
  const readers = new Map<string, number>(graph.outputs.map((output) => [output, 1]))
  for (const input of graph.nodes.flatMap((node) => node.inputs)) readers.set(input, (readers.get(input) ?? 0) + 1)
  return readers
}
