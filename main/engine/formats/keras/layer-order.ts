import type { LayerGraph, LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { kerasLayers, type KerasLayer } from '../functional/keras-layers.ts'
import { isOperation } from '../functional/layer-config.ts'
import { countedNames, orderByDepth } from '../functional/order-by-depth.ts'

/** The nodes of a graph in the order in which Keras 3 keeps the layers that stand for them. */
export function kerasLayerOrder(graph: LayerGraph): readonly LayerNode[] {
  return orderedLayers(graph).flatMap(({ node }) => node ?? [])
}

function orderedLayers(graph: LayerGraph): readonly KerasLayer[] {
  return orderByDepth(kerasLayers(graph, 'keras3'), graph.outputs)
}

/** Where each layer's weights stand in `model.weights.h5`: `layers/conv2d`, `layers/conv2d_1`, in Keras' order. */
export function kerasGroups(graph: LayerGraph): ReadonlyMap<string, string> {
  const layers = orderedLayers(graph).filter(({ className }) => !isOperation(className))
  const groups = countedNames(layers.map(({ className }) => className))
  return new Map(layers.map(({ name }, index) => [name, groups[index] ?? '']))
}
