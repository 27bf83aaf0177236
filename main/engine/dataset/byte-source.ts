/** Random reads from a file or from memory, so that one check serves both. */
export interface ByteSource {
  readonly size: number
  /** All of it is in memory: reading every byte costs nothing more. */
  readonly whole: boolean
  /** Bytes from `offset` on; fewer than `length` where the end comes first. */
  read(offset: number, length: number): Promise<Buffer>
}

/** Enough for the headers of nearly every image, and for the whole of a small one. */
export const HEAD_BYTES = 32 * 1024

export function memorySource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { size: buffer.length, whole: true, read: async (offset, length) => buffer.subarray(offset, offset + length) }
}

/** A source whose first bytes have been read already; `readAt` may be asked for bytes behind its end. */
export function headedSource(
  head: Buffer,
  size: number,
  readAt: (offset: number, length: number) => Promise<Buffer>,
): ByteSource {
  return {
    size,
    whole: head.length === size,
    read: async (offset, length) =>
      offset + length <= head.length || head.length === size
        ? head.subarray(offset, offset + length)
        : readAt(offset, Math.max(0, Math.min(length, size - offset))),
  }
}
