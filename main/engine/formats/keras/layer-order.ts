import type { LayerGraph, LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { KERAS_CLASS } from '../functional/layer-config.ts'

/**
 * The order in which Keras keeps the layers of a functional model, whatever the order in its configuration: by
 * distance from the output, the farthest first; at equal distance as a walk from the output meets them
 * (`map_graph` in keras/src/ops/function.py). The groups of a weights file are numbered by it.
 */
export function kerasLayerOrder(graph: LayerGraph): readonly LayerNode[] {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]))
  const met = new Map<string, number>()
  const finished: LayerNode[] = []

  function walk(name: string): void {
    const node = nodes.get(name)
    if (!node || met.has(name)) return
    met.set(name, met.size)
    node.inputs.forEach(walk)
    finished.push(node)
  }
  graph.outputs.forEach(walk)

  const depths = new Map<string, number>()
  for (const node of finished.toReversed()) {
    const depth = depths.get(node.name) ?? 0
    depths.set(node.name, depth)
    for (const input of node.inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0))
  }
  const number = (map: ReadonlyMap<string, number>, node: LayerNode) => map.get(node.name) ?? 0
  return finished.toSorted((a, b) => number(depths, b) - number(depths, a) || number(met, a) - number(met, b))
}

/** Where each layer's weights stand in `model.weights.h5`: `layers/conv2d`, `layers/conv2d_1`, in Keras' order. */
export function kerasGroups(graph: LayerGraph): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  return new Map(
    kerasLayerOrder(graph).map((node) => {
      const stem = snakeCase(KERAS_CLASS[node.kind])
      const count = counts.get(stem) ?? 0
      counts.set(stem, count + 1)
      return [node.name, count === 0 ? stem : `${stem}_${count}`]
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
