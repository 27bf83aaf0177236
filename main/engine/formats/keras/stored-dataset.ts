import { Dataset, Group, type Entity } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { ask } from './hdf5.ts'
import { readSlabs } from './read-slabs.ts'
import type { StoredWeight } from '../mapping/stored-layer.ts'

const FLOAT_CLASS = 1

/** A dataset of an HDF5 file as a stored weight; null for what is none, such as a link that leads elsewhere. */
export function storedDataset(entity: Entity | null, name: string, source: string): StoredWeight | null {
  if (!(entity instanceof Dataset)) return null
  const { type, size, shape, chunks, virtual_sources: virtual } = ask(() => entity.metadata)
  return {
    name,
    source,
    shape: shape ?? [],
    read() {
      if (type === FLOAT_CLASS && size === 2) {
        throw new InvalidModel(`${source} is stored as float16, which is not read from HDF5; save it as float32`)
      }
      if (type !== FLOAT_CLASS || size !== 4 || virtual !== undefined) {
        if (shape?.length === 0) return new Float32Array(1)
        throw new InvalidModel(`${source} is not stored as plain float32`)
      }
      if (chunks === null && shape && shape.length > 0 && !shape.includes(0)) {
        return readSlabs(entity, shape)
      }
      const value = ask(() => entity.value)
      if (typeof value === 'number') return Float32Array.of(value)
      if (!(value instanceof Float32Array)) throw new InvalidModel(`${source} could not be read`)
      return value
    },
  }
}

/** A member of a group, if it is a group in the same file. */
export function groupIn(group: Group, name: string): Group | null {
  const found = ask(() => group.get(name))
  return found instanceof Group ? found : null
}

/** Names of a group's members. */
export const membersOf = (group: Group): readonly string[] => ask(() => group.keys())
