import type { InspectedLayer, ModelDescription } from '../../../shared/contract/inspection/describe.ts'
import type { LayerNode } from '../../../shared/graph/layer-graph.ts'
import { kernelParts } from '../../../shared/inspection/kernel-parts.ts'
import { layerDepths } from '../../../shared/inspection/match-layers.ts'
import { classMapLayer, type InspectedModel } from './inspected-model.ts'

/** What there is to look at in a model. */
export function describeModel(model: InspectedModel): ModelDescription {
  const { name, run, graph, labels, inputSize, shapes, fields } = model
  const depths = layerDepths(graph)
  const layer = (node: LayerNode): InspectedLayer => {
    const separable = model.separables.find(({ nodes }) => nodes.includes(node.name))
    return {
      name: node.name,
      kind: node.kind,
      block: node.block,
      shape: [...(shapes.get(node.name) ?? [])],
      depth: depths.get(node.name) ?? 0,
      separable: separable ? { name: separable.name, order: separable.order } : null,
      kernels: kernelParts(node).length > 0,
      receptiveField: fields.get(node.name) ?? null,
    }
  }
  return {
    name,
    run,
    graph,
    labels: [...labels],
    inputSize,
    preprocessing: graph.preprocessing,
    layers: graph.nodes.map(layer),
    classMapLayer: classMapLayer(model),
  }
}
