import type { ByteSource } from './byte-source.ts'
import { readOrientation, type Orientation } from './exif-orientation.ts'
import { sound, unsound, type ImageCheck } from './image-header.ts'

const MAX_CHUNKS = 4096
const MAX_EXIF_BYTES = 64 * 1024

/** Reads a WebP's first chunk for its size, and the stated length of the whole against the file's. */
export async function checkWebp(source: ByteSource): Promise<ImageCheck> {
  const head = await source.read(0, 30)
  if (head.length < 30) return unsound('truncated', 'the header ends early')
  if (head.readUInt32LE(4) + 8 > source.size) return unsound('truncated', 'the file is shorter than its header says')
  const type = head.toString('latin1', 12, 16)
  if (type === 'VP8 ') {
    if (head.readUIntBE(23, 3) !== 0x9d012a) return unsound('unreadable', 'the frame is damaged')
    return sound('webp', head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff)
  }
  if (type === 'VP8L') {
    if (head[20] !== 0x2f) return unsound('unreadable', 'the frame is damaged')
    const bits = head.readUInt32LE(21)
    return sound('webp', (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  }
  if (type !== 'VP8X') return unsound('unreadable', 'the first chunk is unknown')
  return sound('webp', head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1, await orientationOf(source))
}

async function orientationOf(source: ByteSource): Promise<Orientation> {
  let offset = 12
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const chunk = await source.read(offset, 8)
    if (chunk.length < 8) return 1
    const length = chunk.readUInt32LE(4)
    if (chunk.toString('latin1', 0, 4) === 'EXIF' && length <= MAX_EXIF_BYTES)
      return readOrientation(await source.read(offset + 8, length))
    offset += 8 + length + (length % 2)
  }
  return 1
}
