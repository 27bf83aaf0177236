import { Module, type Dataset } from 'h5wasm'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { ask } from './hdf5.ts'

/** Values that the library holds at once: a megabyte. */
const SLAB_VALUES = 256 * 1024

/**
 * The values of a float32 dataset of a shape that is not empty. One that lies in the file in one piece comes slab by slab,
 * so that the library's memory, which never shrinks, does not grow with the largest weight. Throws `InvalidModel`.
 */
export function readSlabs(dataset: Dataset, shape: readonly number[]): Float32Array {
  const axis = shape.findIndex((size) => size > 1)
  const rows = shape[axis] ?? 1
  const row = shapeSize(shape.slice(axis + 1))
  const step = Math.max(1, Math.floor(SLAB_VALUES / row))
  const values = ask(() => new Float32Array(rows * row))
  const place = ask(() => allocate(4 * Math.min(step, rows) * row))
  try {
    for (let start = 0; start < rows; start += step) {
      const count = Math.min(step, rows - start)
      const offsets = shape.map((_, index) => (index === axis ? start : 0))
      const counts = shape.map((size, index) => (index === axis ? count : size))
      ask(() => readPart(dataset, { offsets, counts, place }))
      values.set(new Float32Array(Module.HEAPU8.buffer, place, count * row), start * row)
    }
    return values
  } finally {
    // After a trap this traps too.
    ask(() => Module._free(place))
  }
}

/** Bytes of the library's memory, to be freed. */
export function allocate(bytes: number): number {
  const place = Module._malloc(bytes)
  if (place === 0) throw new Error(`the library has no ${bytes} bytes`)
  return place
}

interface Part {
  readonly offsets: readonly number[]
  readonly counts: readonly number[]
  /** Where its values go in the library's memory. */
  readonly place: number
}

/** Reads a block of a dataset. To be called by `ask`. */
export function readPart({ file_id: file, path }: Dataset, { offsets, counts, place }: Part): void {
  const strides = counts.map(() => 1n)
  const status = Module.get_dataset_data(file, path, counts.map(BigInt), offsets.map(BigInt), strides, BigInt(place))
  if (status < 0) throw new Error(`the library answers ${status}`)
}
