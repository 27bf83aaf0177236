import { constants, crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const STRATEGIES = [constants.Z_DEFAULT_STRATEGY, constants.Z_FILTERED, constants.Z_RLE, constants.Z_HUFFMAN_ONLY]

/** An 8-bit grey PNG; the smallest of every filter with every deflate strategy. */
export function encodeGreyPng(pixels: Uint8Array, width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8 // bits; colour type, compression, filter method and interlacing stay 0
  let smallest: Buffer | undefined
  for (const filtered of filterings(pixels, width, height)) {
    for (const strategy of STRATEGIES) {
      const data = deflateSync(filtered, { level: 9, memLevel: 9, strategy })
      if (!smallest || data.length < smallest.length) smallest = data
    }
  }
  if (!smallest) throw new Error('no filtering was tried')
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', smallest), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** The five filters over the whole image, and the usual heuristic that picks one for each row. */
function filterings(pixels: Uint8Array, width: number, height: number): Buffer[] {
  const stride = width + 1
  const whole = [0, 1, 2, 3, 4].map((filter) => {
    const out = Buffer.alloc(stride * height)
    for (let y = 0; y < height; y++) {
      out[y * stride] = filter
      for (let x = 0; x < width; x++) {
        const at = y * width + x
        const left = x > 0 ? (pixels[at - 1] ?? 0) : 0
        const up = y > 0 ? (pixels[at - width] ?? 0) : 0
        const corner = x > 0 && y > 0 ? (pixels[at - width - 1] ?? 0) : 0
        out[y * stride + 1 + x] = (pixels[at] ?? 0) - predict(filter, left, up, corner)
      }
    }
    return out
  })
  const adaptive = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const rows = whole.map((image) => image.subarray(y * stride, (y + 1) * stride))
    rows.sort((a, b) => cost(a) - cost(b))[0]?.copy(adaptive, y * stride)
  }
  return [...whole, adaptive]
}

function cost(row: Buffer): number {
  return row.subarray(1).reduce((sum, value) => sum + Math.min(value, 256 - value), 0)
}

/** PNG specification, section 9. */
function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
