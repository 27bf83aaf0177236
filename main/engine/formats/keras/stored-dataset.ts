import { Dataset, Group, type Entity } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { ask } from './hdf5.ts'
import { locateValues } from './locate-values.ts'
import { readSlabs } from './read-slabs.ts'
import type { StoredWeight } from '../mapping/stored-layer.ts'

const FLOAT_CLASS = 1

/** A weight in an HDF5 file. */
export interface StoredDataset extends StoredWeight {
  /** Where its values lie in one piece, as `locateValues` tells; missing where they are not float32 and never read. */
  readonly locate?: () => number | null
  read(): Float32Array
}

/** A dataset of an HDF5 file as a stored weight; null for what is none, such as a link that leads elsewhere. */
export function storedDataset(entity: Entity | null, name: string, source: string): StoredDataset | null {
  if (!(entity instanceof Dataset)) return null
  const metadata = ask(() => entity.metadata)
  const { type, size, shape, chunks, littleEndian, virtual_sources: virtual } = metadata
  const isFloat32 = type === FLOAT_CLASS && size === 4 && virtual === undefined
  const isPlain = isFloat32 && littleEndian && chunks === null && shape !== null && isFilled(shape)
  return {
    name,
    source,
    shape: shape ?? [],
    ...(isFloat32 && { locate: () => (isPlain ? locateValues(entity, shape) : null) }),
    read() {
      if (type === FLOAT_CLASS && size === 2) {
        throw new InvalidModel(`${source} is stored as float16, which is not read from HDF5; save it as float32`)
      }
      if (!isFloat32) {
        if (shape?.length === 0) return new Float32Array(1)
        throw new InvalidModel(`${source} is not stored as plain float32`)
      }
      if (isPlain) return readSlabs(entity, shape)
      const value = ask(() => entity.value)
      if (typeof value === 'number') return Float32Array.of(value)
      if (!(value instanceof Float32Array)) throw new InvalidModel(`${source} could not be read`)
      return value
    },
  }
}

const isFilled = (shape: readonly number[]) => shape.length > 0 && !shape.includes(0)

/** A member of a group, if it is a group in the same file. */
export function groupIn(group: Group, name: string): Group | null {
  const found = ask(() => group.get(name))
  return found instanceof Group ? found : null
}

/** Names of a group's members. */
export const membersOf = (group: Group): readonly string[] => ask(() => group.keys())
