import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const RGB = 2
const PAETH = 4
/** A PNG of RGB bytes `[height, width, 3]`. The same pixels give the same bytes. */
export function encodePng(pixels: Uint8Array, width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, RGB, 0, 0, 0], 8)
  const raw = filtered(pixels, width * 3, height)
  // Room for the result at once, and not the 16 kB that are usual: there may be very many small images.
  const body = deflateSync(raw, { chunkSize: Math.max(64, raw.length) })
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))])
}

/** Each byte less what its neighbours foretell (PNG specification, section 9); for photographs the best single filter. */
function filtered(pixels: Uint8Array, stride: number, height: number): Buffer {
  const out = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    out[y * (stride + 1)] = PAETH
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x > 2 ? (pixels[at - 3] ?? 0) : 0
      const up = y > 0 ? (pixels[at - stride] ?? 0) : 0
      const corner = x > 2 && y > 0 ? (pixels[at - stride - 3] ?? 0) : 0
      out[y * (stride + 1) + 1 + x] = (pixels[at] ?? 0) - paeth(left, up, corner)
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

function chunk(type: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 12)
  framed.writeUInt32BE(data.length, 0)
  framed.write(type, 4, 'latin1')
  data.copy(framed, 8)
  framed.writeUInt32BE(crc32(framed.subarray(4, -4)), data.length + 8)
  return framed
}
