import type { LayerGraph, LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { kerasLayers, type KerasLayer } from '../functional/keras-layers.ts'
import { isOperation } from '../functional/layer-config.ts'

/** The nodes of a graph in the order in which Keras 3 keeps the layers that stand for them. */
export function kerasLayerOrder(graph: LayerGraph): readonly LayerNode[] {
  return orderedLayers(graph).flatMap(({ node }) => node ?? [])
}

/**
 * The order in which Keras keeps the layers of a functional model, whatever the order in its configuration: by
 * distance from the output, the farthest first; at equal distance as a walk from the output meets them
 * (`map_graph` in keras/src/ops/function.py). The groups of a weights file are numbered by it.
 */
function orderedLayers(graph: LayerGraph): readonly KerasLayer[] {
  const layers = new Map(kerasLayers(graph, 'keras3').map((layer) => [layer.name, layer]))
  const met = new Map<string, number>()
  const finished: KerasLayer[] = []

  function walk(name: string): void {
    const layer = layers.get(name)
    if (!layer || met.has(name)) return
    met.set(name, met.size)
    layer.inputs.forEach(walk)
    finished.push(layer)
  }
  graph.outputs.forEach(walk)

  const depths = new Map<string, number>()
  for (const layer of finished.toReversed()) {
    const depth = depths.get(layer.name) ?? 0
    depths.set(layer.name, depth)
    for (const input of layer.inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0))
  }
  const number = (map: ReadonlyMap<string, number>, layer: KerasLayer) => map.get(layer.name) ?? 0
  return finished.toSorted((a, b) => number(depths, b) - number(depths, a) || number(met, a) - number(met, b))
}

/** Where each layer's weights stand in `model.weights.h5`: `layers/conv2d`, `layers/conv2d_1`, in Keras' order. */
export function kerasGroups(graph: LayerGraph): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  const layers = orderedLayers(graph).filter(({ className }) => !isOperation(className))
  return new Map(
    layers.map(({ name, className }) => {
      const stem = snakeCase(className)
      const count = counts.get(stem) ?? 0
      counts.set(stem, count + 1)
      return [name, count === 0 ? stem : `${stem}_${count}`]
    }),
  )
}

/** `to_snake_case` of keras/src/utils/naming.py: `MaxPooling2D` becomes `max_pooling2d`. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}
