import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { classifierOf } from '../../../shared/graph/replace-head.ts'
import { shapeSize, weightSpecs, type WeightSpec } from '../../../shared/graph/weight-specs.ts'
import { initializeWeight } from './initialize-weights.ts'
import type { WeightMap } from './weight-map.ts'

/** A network and the names of its classes, in the order of its outputs. */
export interface Classifier {
  readonly graph: LayerGraph
  readonly labels: readonly string[]
}

export interface MatchedWeights {
  /** Of the wanted network, by its own keys. */
  readonly matched: WeightMap
  /** Layers of the wanted network that keep fresh weights, in order. */
  readonly fresh: readonly string[]
  /** Classes whose weights in the last layer were taken over. */
  readonly keptClasses: readonly string[]
}

/**
 * The weights of one network that another has too: same key, same shape. A layer takes all of its weights or none, since
 * half of a layer's would mean nothing. The last layer's go by the names of the classes, whatever their order and number:
 * of a class that only the wanted network has they are fresh, from the seed.
 */
export function matchWeights(
  wanted: Classifier,
  given: Classifier & { readonly weights: WeightMap },
  seed: number,
): MatchedWeights {
  const shapes = new Map(weightSpecs(given.graph).map(({ key, shape }) => [key, shape]))
  const specs = weightSpecs(wanted.graph)
  const last = classifierOf(wanted.graph)?.name
  const keptClasses = wanted.labels.filter((label) => given.labels.includes(label))
  const columns = wanted.labels.map((label) => given.labels.indexOf(label))

  const take = (spec: WeightSpec): Float32Array | null => {
    const [values, shape] = [given.weights.get(spec.key), shapes.get(spec.key)]
    if (!values || !shape) return null
    if (spec.layer !== last) return shape.join() === spec.shape.join() ? values : null
    const alike = shape.slice(0, -1).join() === spec.shape.slice(0, -1).join()
    const whole = shape.at(-1) === given.labels.length && spec.shape.at(-1) === wanted.labels.length
    return alike && whole && keptClasses.length > 0 ? pickColumns(values, shape, spec, columns, seed) : null
  }
  const taken = new Map(specs.map((spec) => [spec, take(spec)]))
  const fresh = new Set(specs.filter((spec) => taken.get(spec) === null).map(({ layer }) => layer))
  const matched = new Map<string, Float32Array>()
  for (const [{ key, layer }, values] of taken) if (values && !fresh.has(layer)) matched.set(key, values)
  const whole = last !== undefined && specs.some(({ layer }) => layer === last) && !fresh.has(last)
  return { matched, fresh: [...fresh], keptClasses: whole ? keptClasses : [] }
}

/** Of the last axis, for each wanted column the given one of this number; -1: fresh. */
function pickColumns(
  values: Float32Array,
  shape: readonly number[],
  wanted: WeightSpec,
  columns: readonly number[],
  seed: number,
): Float32Array {
  const given = shape.at(-1) ?? 1
  const picked = initializeWeight(wanted, seed)
  const rows = shapeSize(wanted.shape) / columns.length
  for (let row = 0; row < rows; row++) {
    columns.forEach((from, column) => {
      if (from >= 0) picked[row * columns.length + column] = values[row * given + from] ?? 0
    })
  }
  return picked
}
