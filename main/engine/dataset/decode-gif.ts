import { MAX_PIXELS } from './check-image.ts'
import { unpackLzw } from './unpack-lzw.ts'

export interface RgbaPixels {
  readonly pixels: Buffer
  readonly width: number
  readonly height: number
}

interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly interlaced: boolean
  readonly palette: Buffer
  /** Palette index that stays clear; -1 for none. */
  readonly clear: number
  readonly indices: Uint8Array
}

const EXTENSION = 0x21
const GRAPHIC_CONTROL = 0xf9
const IMAGE = 0x2c

/**
 * The first frame of a GIF on its canvas, clear where nothing is drawn. Throws on a damaged file. Our own, because the
 * image library has no GIF and the usual package never returns from some damaged files.
 */
export function decodeGif(bytes: Uint8Array): RgbaPixels {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [file.readUInt16LE(6), file.readUInt16LE(8)]
  if (width * height > MAX_PIXELS) throw new Error('the GIF is too large')
  const frame = readFirstFrame(file, width, height)
  const pixels = Buffer.alloc(width * height * 4)
  rowOrder(frame).forEach((row, line) => {
    let at = ((frame.top + row) * width + frame.left) * 4
    for (const index of frame.indices.subarray(line * frame.width, (line + 1) * frame.width)) {
      if (index !== frame.clear) {
        frame.palette.copy(pixels, at, index * 3, index * 3 + 3)
        pixels[at + 3] = 255
      }
      at += 4
    }
  })
  return { pixels, width, height }
}

/** Reads of numbers past the end throw by themselves. */
function readFirstFrame(file: Buffer, canvasWidth: number, canvasHeight: number): Frame {
  const shared = readPalette(file, 13, file.readUInt8(10))
  let at = 13 + shared.length
  let clear = -1
  while (file.readUInt8(at) === EXTENSION) {
    const isControl = file.readUInt8(at + 1) === GRAPHIC_CONTROL && file.readUInt8(at + 2) === 4
    if (isControl && (file.readUInt8(at + 3) & 1) === 1) clear = file.readUInt8(at + 6)
    at = readBlocks(file, at + 2).end
  }
  if (file.readUInt8(at) !== IMAGE) throw new Error('the GIF has no frame')
  const [left, top] = [file.readUInt16LE(at + 1), file.readUInt16LE(at + 3)]
  const [width, height] = [file.readUInt16LE(at + 5), file.readUInt16LE(at + 7)]
  if (left + width > canvasWidth || top + height > canvasHeight)
    throw new Error('the frame of the GIF does not fit its canvas')
  const flags = file.readUInt8(at + 9)
  const own = readPalette(file, at + 10, flags)
  const palette = own.length > 0 ? own : shared
  if (palette.length === 0) throw new Error('the GIF has no palette')
  at += 10 + own.length
  const indices = unpackLzw(readBlocks(file, at + 1).data, file.readUInt8(at), width * height)
  return { left, top, width, height, interlaced: (flags & 0x40) !== 0, palette, clear, indices }
}

/** The colours at `at`, where the flags say that there are any. */
function readPalette(file: Buffer, at: number, flags: number): Buffer {
  return (flags & 0x80) === 0 ? Buffer.alloc(0) : file.subarray(at, at + 3 * 2 ** ((flags & 7) + 1))
}

/** Blocks of up to 255 bytes, each after its length, up to one of length 0. */
function readBlocks(file: Buffer, start: number): { data: Buffer; end: number } {
  const blocks: Buffer[] = []
  let at = start
  for (let length = file.readUInt8(at); length > 0; length = file.readUInt8(at)) {
    blocks.push(file.subarray(at + 1, at + 1 + length))
    at += 1 + length
  }
  return { data: Buffer.concat(blocks), end: at + 1 }
}

/** Which row each line of the data is: interlaced files send every 8th first, then what lies between. */
function rowOrder({ height, interlaced }: Frame): number[] {
  const rows = Array.from({ length: height }, (_, row) => row)
  if (!interlaced) return rows
  const passOf = (row: number) => (row % 8 === 0 ? 0 : row % 8 === 4 ? 1 : row % 4 === 2 ? 2 : 3)
  return rows.sort((a, b) => passOf(a) - passOf(b) || a - b)
}
