import { Module, type Dataset } from 'h5wasm'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { askWhere } from './hdf5.ts'
import { allocate, readPart } from './read-slabs.ts'

const VALUE_BYTES = 4

/**
 * Where the values of a float32 dataset of a shape that is not empty begin in the file on disk, if they lie there in one
 * piece; null otherwise. The library does not tell; but it goes to the disk for the first value and for the last, and what
 * it reads there is seen. Throws `InvalidModel`.
 */
export function locateValues(dataset: Dataset, shape: readonly number[]): number | null {
  const place = allocate(VALUE_BYTES)
  try {
    const one = shape.map(() => 1)
    const read = (offsets: readonly number[]) => () => readPart(dataset, { offsets, counts: one, place })
    const first = askWhere(read(shape.map(() => 0)))
    const last = askWhere(read(shape.map((size) => size - 1)))
    return first !== null && last === first + VALUE_BYTES * (shapeSize(shape) - 1) ? first : null
  } finally {
    Module._free(place)
  }
}
