import type { LayerGraph } from '../graph/layer-graph.ts'
import { blockOf } from './frozen-layers.ts'

/**
 * The factor on each layer's learning rate: 1 in the head, `decay` in the last block before it, `decay²` in the block
 * before that, and so on down to the input (layer-wise learning rate decay).
 */
export function depthRates(graph: LayerGraph, decay: number): ReadonlyMap<string, number> {
  const blocks = [...new Set(graph.nodes.map(blockOf))]
  return new Map(graph.nodes.map((node) => [node.name, decay ** (blocks.length - 1 - blocks.indexOf(blockOf(node)))]))
}
