import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import type { ReadAt } from './block-reader.ts'

/** yauzl over our own reads: its own ask the system twice for every entry of the directory. */
class Reader extends RandomAccessReader {
  readonly #readAt: ReadAt

  constructor(readAt: ReadAt) {
    super()
    this.#readAt = readAt
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#readAt(position, length).then((bytes) => {
      bytes.copy(into, offset)
      callback(bytes.length === length ? null : new Error('unexpected end of file'))
    }, callback)
  }

  override _readStreamForRange(): Readable {
    throw new Error('only the directory is read by yauzl')
  }
}

/** Opens an archive to list its entries. Rejects where it is none. The file stays the caller's. */
export async function readZipDirectory(file: FileHandle, readAt: ReadAt): Promise<ZipFile> {
  const { size } = await file.stat()
  return fromRandomAccessReaderPromise(new Reader(readAt), size, { autoClose: false, decodeStrings: false })
}
