import type { ByteSource } from './byte-source.ts'
import { readOrientation, type Orientation } from './exif-orientation.ts'
import { sound, unsound, type ImageCheck } from './image-header.ts'

const START_OF_SCAN = 0xda
const APP1 = 0xe1
/** Markers 0xc0 to 0xcf that are not frame headers: Huffman tables, a reserved one, arithmetic tables. */
const NOT_FRAMES = [0xc4, 0xc8, 0xcc]
const MAX_SEGMENTS = 4096
/** How far before the end the end marker is searched: some cameras append their own data. */
const TRAILER_BYTES = 1024 * 1024

/**
 * Reads a JPEG's segments up to its first scan, then looks for the end marker. The decoder takes a truncated file
 * without a word and leaves the rest grey, so the marker has to be seen here.
 */
export async function checkJpeg(source: ByteSource): Promise<ImageCheck> {
  let offset = 2
  let frame: { width: number; height: number } | null = null
  let orientation: Orientation = 1
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    const head = await source.read(offset, 4)
    if (head.length < 4) return unsound('truncated', 'the header ends early')
    if (head[0] !== 0xff) return unsound('unreadable', 'a segment is damaged')
    const marker = head[1] ?? 0
    if (marker === 0xff) {
      offset += 1
      continue
    }
    const length = head.readUInt16BE(2)
    if (marker >= 0xc0 && marker <= 0xcf && !NOT_FRAMES.includes(marker)) {
      const body = await source.read(offset + 4, 5)
      if (body.length < 5) return unsound('truncated', 'the header ends early')
      frame = { width: body.readUInt16BE(3), height: body.readUInt16BE(1) }
    }
    if (marker === APP1 && length > 2 && orientation === 1) {
      const block = await source.read(offset + 4, length - 2)
      if (block.toString('latin1', 0, 4) === 'Exif') orientation = readOrientation(block)
    }
    offset += 2 + length
    if (marker === START_OF_SCAN) {
      if (!frame) return unsound('unreadable', 'the scan has no frame')
      if (!(await hasEnd(source, offset))) return unsound('truncated', 'the end marker is missing')
      return sound('jpeg', frame.width, frame.height, orientation)
    }
  }
  return unsound('unreadable', 'there is no scan')
}

/** Inside a scan 0xff is always escaped, so `ff d9` after its start is the end marker and nothing else. */
async function hasEnd(source: ByteSource, scanStart: number): Promise<boolean> {
  const last = await source.read(source.size - 2, 2)
  if (source.size - 2 >= scanStart && last[0] === 0xff && last[1] === 0xd9) return true
  const from = Math.max(scanStart, source.size - TRAILER_BYTES)
  const tail = await source.read(from, source.size - from)
  return tail.includes(Buffer.from([0xff, 0xd9]))
}
