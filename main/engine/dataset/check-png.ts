import { crc32 } from 'node:zlib'
import type { ByteSource } from './byte-source.ts'
import { readOrientation, type Orientation } from './exif-orientation.ts'
import { sound, unsound, type ImageCheck } from './image-header.ts'

const END_CHUNK = Buffer.from('0000000049454e44ae426082', 'hex')
const MAX_EXIF_BYTES = 64 * 1024

/**
 * Reads a PNG's chunks up to its pixels, then looks for the end chunk. Where the bytes are in memory all chunks are
 * read and their sums checked, for the decoder doesn't look at them.
 */
export async function checkPng(source: ByteSource): Promise<ImageCheck> {
  const header = await source.read(8, 16)
  if (header.length < 16) return unsound('truncated', 'the header ends early')
  if (header.toString('latin1', 4, 8) !== 'IHDR') return unsound('unreadable', 'the header chunk is missing')
  const width = header.readUInt32BE(8)
  const height = header.readUInt32BE(12)
  const last = await source.read(source.size - END_CHUNK.length, END_CHUNK.length)
  const endsWell = last.equals(END_CHUNK)
  let orientation: Orientation = 1
  let offset = 8
  let pixels = false
  for (;;) {
    const chunk = await source.read(offset, 8)
    if (chunk.length < 8) return unsound('truncated', 'the end chunk is missing')
    const length = chunk.readUInt32BE(0)
    const type = chunk.toString('latin1', 4, 8)
    if (!/^[A-Za-z]{4}$/.test(type)) return unsound('unreadable', 'a chunk is damaged')
    if (type === 'eXIf' && length <= MAX_EXIF_BYTES)
      orientation = readOrientation(await source.read(offset + 8, length))
    if (type === 'IDAT') pixels = true
    if (source.whole && !(await hasItsSum(source, offset, length))) return unsound('unreadable', 'a chunk is damaged')
    if (type === 'IEND' || (pixels && endsWell && !source.whole)) break
    offset += 12 + length
  }
  return pixels ? sound('png', width, height, orientation) : unsound('unreadable', 'there are no pixels')
}

async function hasItsSum(source: ByteSource, offset: number, length: number): Promise<boolean> {
  const body = await source.read(offset + 4, length + 8)
  // A chunk that the end cuts off is found when the next one isn't there.
  return body.length < length + 8 || crc32(body.subarray(0, -4)) === body.readUInt32BE(length + 4)
}
