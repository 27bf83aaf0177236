import type { LayerGraph } from '../graph/layer-graph.ts'
import { shapeSize, weightSpecs, type WeightSpec } from '../graph/weight-specs.ts'

/** The weights that a step changes by a gradient. */
export function trainedWeightSpecs(graph: LayerGraph, frozen: ReadonlySet<string>): readonly WeightSpec[] {
  return weightSpecs(graph).filter(({ trainable, layer }) => trainable && !frozen.has(layer))
}

/** Number of values in them. */
export function trainedParameters(graph: LayerGraph, frozen: ReadonlySet<string>): number {
  return trainedWeightSpecs(graph, frozen).reduce((sum, { shape }) => sum + shapeSize(shape), 0)
}

/** Layers that a step's backward pass goes through: they train, or something before them does. */
export function backwardLayers(graph: LayerGraph, frozen: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(trainedWeightSpecs(graph, frozen).map(({ layer }) => layer))
  for (const { name, inputs } of graph.nodes) if (inputs.some((input) => found.has(input))) found.add(name)
  return found
}
