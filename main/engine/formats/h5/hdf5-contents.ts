import type { File } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { attributeOf } from '../keras/stored-attribute.ts'
import { isKeras3Weights, keras3StoredLayers } from '../keras/stored-layers.ts'
import type { StoredLayer } from '../mapping/stored-layer.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { legacyRoot, legacyStoredLayers } from './stored-layers.ts'

/** What an HDF5 file of Keras holds. */
export interface Hdf5Contents {
  /** Keras 2's, a whole model's or weights alone; Keras 3's; or neither. */
  readonly layout: 'legacy' | 'keras3' | null
  /** The configuration of a whole legacy model, as JSON. */
  readonly modelConfig: string | null
  /** What a file of ours carries, as JSON. */
  readonly metadata: string | null
  readonly layers: readonly StoredLayer[]
}

/** Lists what a file holds; weights are read when they are asked for. Throws `InvalidModel`. */
export function listContents(file: File): Hdf5Contents {
  const root = legacyRoot(file)
  const layout = root ? 'legacy' : isKeras3Weights(file) ? 'keras3' : null
  return {
    layout,
    modelConfig: textAttribute(file, 'model_config'),
    metadata: textAttribute(file, WORKBENCH_KEY),
    layers: root ? legacyStoredLayers(root) : layout ? keras3StoredLayers(file) : [],
  }
}

/** An attribute's text, or null where there is none. */
function textAttribute(file: File, name: string): string | null {
  const value = attributeOf(file, name)
  if (value === undefined) return null
  if (typeof value !== 'string') throw new InvalidModel(`its attribute ${name} is not text`)
  return value
}
