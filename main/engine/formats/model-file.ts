import type { ImportReport } from '../../../shared/contract/import.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import type { WeightMap } from '../model/weight-map.ts'
import { InvalidModel } from './invalid-model.ts'

/** A trained network as a file holds it, whatever the format. */
export interface ModelFile {
  readonly graph: LayerGraph
  /** By `layerName/weightName`, as `weightSpecs(graph)` names and shapes them. */
  readonly weights: WeightMap
  /** A label for each class, in the order of the outputs. */
  readonly labels: readonly string[]
}

/** A model with what became of the file's weights. */
export interface ReadModel extends ModelFile {
  readonly report: ImportReport
}

/**
 * A model that was read: with labels from its metadata, or "0", "1", … when another program wrote it. Throws
 * `InvalidModel` when the labels do not fit the outputs.
 */
export function labelled(graph: LayerGraph, weights: WeightMap, labels: readonly string[] | undefined): ModelFile {
  const [units = 0, ...rest] = inferShapes(graph).get(graph.outputs[0] ?? '') ?? []
  if (rest.length > 0) throw new InvalidModel('its output is a map, not a vector of classes')
  if (labels && labels.length !== units) {
    throw new InvalidModel(`it has ${labels.length} labels for ${units} outputs`)
  }
  return { graph, weights, labels: labels ?? Array.from({ length: units }, (_, index) => String(index)) }
}
