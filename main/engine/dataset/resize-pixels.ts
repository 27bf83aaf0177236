export interface Rgb {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
}

/**
 * RGB bytes stretched to `[size, size, 3]` as `tf.image.resize` and Keras' `Resizing` do without antialiasing: pixels have
 * their centres at halves; `bilinear` mixes the four around a place, however much smaller the image becomes, and `nearest`
 * takes the one that the place lies in, as Pillow's does too.
 */
export function resizePixels(image: Rgb, size: number, method: 'nearest' | 'bilinear'): Uint8Array {
  const columns = method === 'nearest' ? nearest(image.width, size) : bilinear(image.width, size)
  const rows = method === 'nearest' ? nearest(image.height, size) : bilinear(image.height, size)
  const out = new Uint8Array(size * size * 3)
  const at = (row: number, column: number, channel: number) =>
    image.pixels[(row * image.width + column) * 3 + channel] ?? 0
  let place = 0
  for (const row of rows) {
    for (const column of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const top = mix(at(row.low, column.low, channel), at(row.low, column.high, channel), column.share)
        const bottom = mix(at(row.high, column.low, channel), at(row.high, column.high, channel), column.share)
        out[place++] = Math.round(mix(top, bottom, row.share))
      }
    }
  }
  return out
}

/** Two neighbours, and the share of the second. */
interface Sample {
  readonly low: number
  readonly high: number
  readonly share: number
}

const mix = (a: number, b: number, share: number) => a + (b - a) * share

function bilinear(from: number, to: number): readonly Sample[] {
  return Array.from({ length: to }, (_, index) => {
    const place = ((index + 0.5) * from) / to - 0.5
    const below = Math.floor(place)
    return { low: Math.max(below, 0), high: Math.min(Math.ceil(place), from - 1), share: place - below }
  })
}

/** In 32 bits, which decide where a place falls on the border of two pixels. */
function nearest(from: number, to: number): readonly Sample[] {
  const step = Math.fround(from / to)
  return Array.from({ length: to }, (_, index) => {
    const low = Math.min(Math.floor(Math.fround((index + 0.5) * step)), from - 1)
    return { low, high: low, share: 0 }
  })
}
