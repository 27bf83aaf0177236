import type { ByteSource } from './byte-source.ts'
import { sound, unsound, type ImageCheck } from './image-header.ts'

const TRAILER = 0x3b
const TAIL_BYTES = 1024

/** Reads a GIF's canvas, and whether its trailer is there (zeros after it are common). */
export async function checkGif(source: ByteSource): Promise<ImageCheck> {
  const head = await source.read(0, 13)
  if (head.length < 13) return unsound('truncated', 'the header ends early')
  const from = Math.max(13, source.size - TAIL_BYTES)
  const tail = await source.read(from, source.size - from)
  if (tail.findLast((byte) => byte !== 0) !== TRAILER) return unsound('truncated', 'the trailer is missing')
  return sound('gif', head.readUInt16LE(6), head.readUInt16LE(8))
}
