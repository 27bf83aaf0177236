import type { Shape } from '../../../../shared/graph/layer-graph.ts'

/** A weight as a file stores it. */
export interface StoredWeight {
  /** `kernel`, or its number where the format counts. */
  readonly name: string
  readonly shape: Shape
  /** Where it stands in the file, for messages and reports. */
  readonly source: string
  /** Its values. Throws `InvalidModel` for a type that is not read. */
  read(): Float32Array | Promise<Float32Array>
}

/** A layer's weights as a file groups them, in the file's order. */
export interface StoredLayer {
  /** The layer's own name, where the format keeps it. */
  readonly name: string | null
  /** Its group in Keras 3's files, such as `layers/conv2d_1`. */
  readonly place: string | null
  /** The layer of the outermost model that holds it, where the format says so. */
  readonly top: string | null
  readonly weights: readonly StoredWeight[]
  /** Values of its parts, such as an LSTM's cell, which are counted and not read. */
  readonly inner?: number
}

/** A layer whose weights a model wants. */
export interface WantedLayer {
  /** Its name in the file. */
  readonly name: string
  readonly place: string | null
  readonly top: string | null
  /** In the order in which Keras keeps them; `key` is the one in the `WeightMap`. */
  readonly weights: readonly WantedWeight[]
}

export interface WantedWeight {
  readonly name: string
  readonly key: string
  readonly shape: Shape
}

/** Stored weights that are named `layer/weight`, perhaps with a path before it and `:0` behind, as layers. */
export function layersByName(weights: readonly StoredWeight[], top: string | null = null): readonly StoredLayer[] {
  const layers = Map.groupBy(
    weights.map((weight) => ({ weight, path: weight.name.replace(/:\d+$/, '').split('/') })),
    ({ path }) => path.slice(0, -1).join('/'),
  )
  return [...layers].map(([path, own]) => ({
    name: path.split('/').at(-1) ?? path,
    place: null,
    top,
    weights: own.map(({ weight, path: names }) => ({ ...weight, name: names.at(-1) ?? '' })),
  }))
}
