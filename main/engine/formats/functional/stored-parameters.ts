import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import type { CountWeights } from './sketch-model.ts'

/** What is told of a layer's weights without reading them. */
export interface StoredShapes {
  readonly name: string | null
  /** Its group in Keras 3's files. */
  readonly place: string | null
  readonly weights: readonly { readonly shape: Shape }[]
}

/** Counts a layer's values among those that a file stores: by its group, and that of its parts; or by its name. */
export function storedParameters(stored: readonly StoredShapes[]): CountWeights {
  return ({ ownName, place }) => {
    const isOwn = (layer: StoredShapes) =>
      layer.place === null ? layer.name === ownName : layer.place === place || layer.place.startsWith(`${place}/`)
    const own = stored.filter(isOwn).flatMap(({ weights }) => weights)
    return own.length === 0 ? null : own.reduce((sum, { shape }) => sum + shapeSize(shape), 0)
  }
}
