import { open } from 'node:fs/promises'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import type { FileRange } from '../keras/library-files.ts'
import type { Hdf5Contents } from './hdf5-contents.ts'
import type { ListedLayer } from './hdf5-messages.ts'
import { withThread, type Hdf5Thread } from './hdf5-threads.ts'
import { readFloats } from './read-floats.ts'

/** The library and its thread take some 70 MB; for a file of this size they are ended before its weights are read. */
const LARGE_BYTES = 32 * 1024 * 1024

/** Reads weight number `index`, of `size` values. */
type ReadWeight = (index: number, size: number) => Promise<Float32Array>

/**
 * Opens an HDF5 file of Keras for as long as `use` runs. The library runs in a thread of its own, which is ended where the
 * file leads it round in circles; weights that lie in one piece in a large file on disk are read from there without it, so
 * that memory holds either the library or the weights. Null: it is not HDF5. Throws `InvalidModel`.
 */
export function withHdf5<T>(
  source: Uint8Array | FileRange,
  use: (contents: Hdf5Contents) => Promise<T>,
): Promise<T | null> {
  return withThread(async (thread) => {
    const opened = await thread.ask({ kind: 'open', source })
    if (opened.kind !== 'contents') return null
    const { layers, ...contents } = opened.contents
    let reading: Promise<ReadWeight> | undefined
    // Who only looks at the list needs no more than that.
    const read: ReadWeight = async (index, size) => (await (reading ??= chooseReading(thread, source)))(index, size)
    return use({ ...contents, layers: layers.map((layer) => withValues(layer, read)) })
  })
}

/** The same for a whole file. */
export async function withHdf5File<T>(
  path: string,
  use: (contents: Hdf5Contents, bytes: number) => Promise<T>,
): Promise<T | null> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    return await withHdf5({ descriptor: file.fd, offset: 0, size }, (contents) => use(contents, size))
  } finally {
    await file.close()
  }
}

const withValues = ({ weights, ...layer }: ListedLayer, read: ReadWeight) => ({
  ...layer,
  weights: weights.map(({ index, ...weight }) => ({ ...weight, read: () => read(index, shapeSize(weight.shape)) })),
})

const readByLibrary =
  (thread: Hdf5Thread): ReadWeight =>
  async (index, size) => {
    const answer = await thread.ask({ kind: 'read', index }, size)
    if (answer.kind !== 'values') throw new Error(`the HDF5 thread answered ${answer.kind}`)
    return answer.values
  }

/** From the disk, once the thread has ended; by the library where a file is small or has weights that only it can read. */
async function chooseReading(thread: Hdf5Thread, source: Uint8Array | FileRange): Promise<ReadWeight> {
  if (source instanceof Uint8Array || source.size < LARGE_BYTES) return readByLibrary(thread)
  const answer = await thread.ask({ kind: 'locate' })
  if (answer.kind !== 'places') throw new Error(`the HDF5 thread answered ${answer.kind}`)
  const { places } = answer
  if (places.includes('library')) return readByLibrary(thread)
  await thread.end()
  return (index, size) => {
    const place = places[index]
    return typeof place === 'number' ? readFloats(source, place, size) : readAnew(source, index, size)
  }
}

/** What no model wants, such as a counter, is rarely asked for: the library then opens the file once more. */
function readAnew(source: FileRange, index: number, size: number): Promise<Float32Array> {
  return withThread(async (thread) => {
    await thread.ask({ kind: 'open', source })
    return readByLibrary(thread)(index, size)
  })
}
