import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import type { CountWeights } from './sketch-model.ts'

/** What is told of a layer's weights without reading them. */
export interface StoredShapes {
  readonly name: string | null
  /** Its group in Keras 3's files. */
  readonly place: string | null
  /** The layer of the outermost model that holds it, where the format says so. */
  readonly top: string | null
  readonly weights: readonly { readonly shape: Shape }[]
  /** Values of its parts. */
  readonly inner?: number
}

/** Counts a layer's values among those that a file stores, by its group or by its name, with those of its parts. */
export function storedParameters(stored: readonly StoredShapes[]): CountWeights {
  return ({ ownName, place, top, models }) => {
    const own = stored.filter((layer) => {
      if (layer.place !== null) return layer.place === place
      // A layer's group holds its parts too, such as an LSTM's cell.
      if (layer.top !== null && models.length === 0) return layer.top === ownName
      return layer.name === ownName && (layer.top === null || layer.top === top)
    })
    if (own.length === 0) return null
    return own.reduce((sum, { weights, inner = 0 }) => {
      return sum + inner + weights.reduce((total, { shape }) => total + shapeSize(shape), 0)
    }, 0)
  }
}
