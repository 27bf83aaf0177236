import { open } from 'node:fs/promises'

/** Random reads from a file or from memory, so that one check serves both. */
export interface ByteSource {
  readonly size: number
  /** All of it is in memory: reading every byte costs nothing more. */
  readonly whole: boolean
  /** Bytes from `offset` on; fewer than `length` where the end comes first. */
  read(offset: number, length: number): Promise<Buffer>
}

/** Enough for the headers of nearly every image, and for the whole of a small one. */
const HEAD_BYTES = 32 * 1024

export function memorySource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { size: buffer.length, whole: true, read: async (offset, length) => buffer.subarray(offset, offset + length) }
}

/** Opens the file for the time of `use`. Rejects with the file system's error. */
export async function withFileSource<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const readAt = async (offset: number, length: number) => {
      const wanted = Math.max(0, Math.min(length, size - offset))
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, offset)
      return buffer.subarray(0, bytesRead)
    }
    const head = await readAt(0, HEAD_BYTES)
    return await use({
      size,
      whole: head.length === size,
      read: async (offset, length) =>
        offset + length <= head.length || head.length === size
          ? head.subarray(offset, offset + length)
          : readAt(offset, length),
    })
  } finally {
    await file.close()
  }
}
