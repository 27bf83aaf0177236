import type { FileHandle } from 'node:fs/promises'

/** Reads bytes at an offset; fewer than `length` where the file ends first. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>

/** Reads from an open file. */
export function readerOf(file: FileHandle): ReadAt {
  return async (offset, length) => {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  }
}

const BLOCK_BYTES = 256 * 1024
const HELD_BLOCKS = 4
/** Longer reads go past the blocks: most of a block would be read for nothing. */
const SHORT_BYTES = 16 * 1024

/**
 * Reads in large blocks where many short reads follow each other closely, as the small files of an archive do: asking the
 * system for each costs more than its bytes. The results share the blocks' memory.
 */
export function createBlockReader(readAt: ReadAt): ReadAt {
  const blocks = new Map<number, Promise<Buffer>>()
  const blockAt = (number: number) => {
    const known = blocks.get(number)
    if (known) return known
    const block = readAt(number * BLOCK_BYTES, BLOCK_BYTES)
    blocks.set(number, block)
    // The one that was read first goes first.
    for (const oldest of blocks.keys()) {
      if (blocks.size <= HELD_BLOCKS) break
      blocks.delete(oldest)
    }
    return block
  }
  return async (offset, length) => {
    if (length > SHORT_BYTES) return readAt(offset, length)
    const [first, last] = [offset, offset + length - 1].map((at) => Math.floor(at / BLOCK_BYTES)) as [number, number]
    const start = offset - first * BLOCK_BYTES
    const block = await blockAt(first)
    if (last <= first) return block.subarray(start, start + length)
    const rest = (await blockAt(last)).subarray(0, start + length - BLOCK_BYTES)
    return Buffer.concat([block.subarray(start), rest])
  }
}
