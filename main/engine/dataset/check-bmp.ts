import type { ByteSource } from './byte-source.ts'
import { sound, unsound, type ImageCheck } from './image-header.ts'

const CORE_HEADER = 12
/** Compressions whose pixel data has a length that follows from the size: none, and bit fields. */
const PLAIN = [0, 3, 6]

/** Reads a bitmap's size, and whether the file is long enough for it. */
export async function checkBmp(source: ByteSource): Promise<ImageCheck> {
  const head = await source.read(0, 34)
  if (head.length < 26) return unsound('truncated', 'the header ends early')
  const dataOffset = head.readUInt32LE(10)
  const core = head.readUInt32LE(14) === CORE_HEADER
  if (!core && head.length < 34) return unsound('truncated', 'the header ends early')
  const width = core ? head.readUInt16LE(18) : head.readInt32LE(18)
  const height = core ? head.readUInt16LE(20) : Math.abs(head.readInt32LE(22))
  const bits = core ? head.readUInt16LE(24) : head.readUInt16LE(28)
  const compression = core ? 0 : head.readUInt32LE(30)
  if (width < 0) return unsound('unreadable', 'its width is negative')
  const stride = Math.ceil((width * bits) / 32) * 4
  if (PLAIN.includes(compression) && dataOffset + stride * height > source.size)
    return unsound('truncated', 'the file is shorter than its header says')
  return sound('bmp', width, height)
}
