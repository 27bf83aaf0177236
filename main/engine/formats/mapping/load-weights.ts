import type { ImportReport } from '../../../../shared/contract/import.ts'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize, weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import type { WeightMap } from '../../model/weight-map.ts'
import { InvalidModel } from '../invalid-model.ts'
import { kerasGroups } from '../keras/layer-order.ts'
import { matchLayers } from './match-layers.ts'
import type { StoredLayer, WantedLayer } from './stored-layer.ts'

export interface LoadedWeights {
  /** By key; those that the file lacks are missing here. */
  readonly weights: WeightMap
  readonly matched: ImportReport['matched']
  readonly missing: readonly string[]
  readonly unused: readonly string[]
}

/**
 * Reads what a model wants of a file. `bytes` is the file's size: weights that claim more are refused before anything is
 * allocated. Throws `InvalidModel` as `matchLayers` does.
 */
export async function loadWeights(
  wanted: readonly WantedLayer[],
  stored: readonly StoredLayer[],
  bytes: number,
): Promise<LoadedWeights> {
  const { matches, missing, unused } = matchLayers(wanted, stored)
  const pairs = matches.flatMap((match) => match.pairs.map((pair) => ({ ...pair, by: match.by })))
  const wantedBytes = 2 * pairs.reduce((sum, pair) => sum + shapeSize(pair.wanted.shape), 0)
  if (wantedBytes > bytes) throw new InvalidModel(`its weights claim over ${wantedBytes} bytes and it has ${bytes}`)
  const weights = new Map<string, Float32Array>()
  for (const pair of pairs) {
    const values = await pair.stored.read()
    if (values.length !== shapeSize(pair.wanted.shape)) throw new InvalidModel(`${pair.wanted.key} could not be read`)
    weights.set(pair.wanted.key, values)
  }
  return {
    weights,
    matched: pairs.map((pair) => ({ weight: pair.wanted.key, source: pair.stored.source, by: pair.by })),
    missing: missing.flatMap((layer) => layer.weights.map(({ key }) => key)),
    unused: unused.flatMap((layer) => layer.weights.map(({ source }) => source)),
  }
}

/** The layers of a graph as its own names and Keras' numbering say, in the order in which Keras keeps and writes them. */
export function wantedLayers(graph: LayerGraph): readonly WantedLayer[] {
  const groups = kerasGroups(graph)
  const layers = Map.groupBy(weightSpecs(graph), (spec) => spec.layer)
  const order = new Map([...groups.keys()].map((name, index) => [name, index]))
  const place = (name: string) => order.get(name) ?? 0
  return [...layers]
    .toSorted(([a], [b]) => place(a) - place(b))
    .map(([name, specs]) => ({
      name,
      place: `layers/${groups.get(name)}`,
      top: name,
      weights: specs.map(({ weight, key, shape }) => ({ name: weight, key, shape })),
    }))
}
