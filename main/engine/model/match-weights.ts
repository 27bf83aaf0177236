import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../shared/graph/weight-specs.ts'
import type { WeightMap } from './weight-map.ts'

export interface MatchedWeights {
  /** Of the wanted network, by its own keys. */
  readonly matched: WeightMap
  /** Layers of the wanted network that keep fresh weights, in order. */
  readonly fresh: readonly string[]
}

/**
 * The weights of one network that another has too: same key, same shape. A layer takes all of its weights or none, since
 * half of a layer's would mean nothing.
 */
export function matchWeights(wanted: LayerGraph, given: LayerGraph, weights: WeightMap): MatchedWeights {
  const shapes = new Map(weightSpecs(given).map(({ key, shape }) => [key, shape.join()]))
  const specs = weightSpecs(wanted)
  const unlike = specs.filter(({ key, shape }) => shapes.get(key) !== shape.join() || !weights.has(key))
  const fresh = new Set(unlike.map(({ layer }) => layer))
  const matched = specs.filter(({ layer }) => !fresh.has(layer))
  return {
    matched: new Map(matched.map(({ key }) => [key, weights.get(key) as Float32Array])),
    fresh: [...fresh],
  }
}
