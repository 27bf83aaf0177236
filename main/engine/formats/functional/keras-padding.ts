import { inferShapes } from '../../../../shared/graph/infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from '../../../../shared/graph/layer-graph.ts'
import { windowPadding } from '../../../../shared/graph/window-padding.ts'
import { UnsupportedLayer } from '../unsupported-layer.ts'

/**
 * The graph with symmetric pools as Keras can say them: as SAME where that pads alike, as on odd sides. Throws
 * `UnsupportedLayer` where it does not.
 */
export function withKerasPadding(graph: LayerGraph): LayerGraph {
  const shapes = inferShapes(graph)
  return { ...graph, nodes: graph.nodes.map((node) => padded(node, shapes.get(node.inputs[0] ?? '') ?? [])) }
}

function padded(node: LayerNode, shape: Shape): LayerNode {
  if (node.kind !== 'maxPooling2d' || node.attributes.padding !== 'symmetric') return node
  const { poolSize, strides } = node.attributes
  const alike = ([0, 1] as const).every((axis) => {
    const side = [shape[axis] ?? 0, poolSize[axis], strides[axis]] as const
    return windowPadding(...side, 'symmetric').join() === windowPadding(...side, 'same').join()
  })
  if (!alike) throw new UnsupportedLayer(node.name, node.kind)
  return { ...node, attributes: { ...node.attributes, padding: 'same' } }
}
