import type { LayerGraph } from '../graph/layer-graph.ts'

export interface LayerMatch {
  readonly layer: string
  readonly match: 'name' | 'nearest'
}

/** Position of each layer in its network, 0 at the input and 1 at the last. */
export function layerDepths({ nodes }: LayerGraph): ReadonlyMap<string, number> {
  return new Map(nodes.map(({ name }, index) => [name, index / Math.max(1, nodes.length - 1)]))
}

/**
 * The layer of `other` that a layer of `graph` is held against: the one of the same name and kind, else the one of the same
 * kind that is nearest by depth, else the nearest of all.
 */
export function matchLayer(graph: LayerGraph, layer: string, other: LayerGraph): LayerMatch {
  const node = graph.nodes.find(({ name }) => name === layer)
  if (!node) throw new Error(`${graph.name} has no layer ${layer}`)
  if (other.nodes.some(({ name, kind }) => name === layer && kind === node.kind)) return { layer, match: 'name' }
  const depth = layerDepths(graph).get(layer) ?? 0
  const depths = layerDepths(other)
  const sameKind = other.nodes.filter(({ kind }) => kind === node.kind)
  const candidates = sameKind.length > 0 ? sameKind : other.nodes
  const distance = (name: string) => Math.abs((depths.get(name) ?? 0) - depth)
  const nearest = candidates.reduce((best, each) => (distance(each.name) < distance(best.name) ? each : best))
  return { layer: nearest.name, match: 'nearest' }
}
