import type { InspectedLayer } from '../contract/inspection/describe.ts'
import { inferShapes } from '../graph/infer-shapes.ts'
import type { LayerGraph, LayerNode } from '../graph/layer-graph.ts'
import { kernelParts } from './kernel-parts.ts'
import { layerDepths } from './match-layers.ts'
import { placedFields } from './receptive-starts.ts'
import { separables } from './separables.ts'

/** What there is to look at in each layer of a network, in the graph's order. */
export function describeLayers(graph: LayerGraph): InspectedLayer[] {
  const [shapes, fields, depths, pairs] = [
    inferShapes(graph),
    placedFields(graph),
    layerDepths(graph),
    separables(graph),
  ]
  return graph.nodes.map((node: LayerNode) => {
    const separable = pairs.find(({ nodes }) => nodes.includes(node.name))
    return {
      name: node.name,
      kind: node.kind,
      pointwise: node.kind === 'conv2d' && node.attributes.kernelSize.every((side) => side === 1),
      block: node.block,
      shape: [...(shapes.get(node.name) ?? [])],
      depth: depths.get(node.name) ?? 0,
      separable: separable ? { name: separable.name, order: separable.order } : null,
      kernels: kernelParts(node).length > 0,
      receptiveField: fields.get(node.name) ?? null,
    }
  })
}
