import { colorize, type ScaleName } from './color-scale.ts'
import type { Picture } from './map-grid.ts'

const GAP = 4
const WHITE = 255

/** A map of bytes as a picture, a pixel for each value. `size` is `[height, width]`. */
export function mapPicture(values: Uint8Array, [height, width]: readonly [number, number], scale: ScaleName): Picture {
  const colors = colorize(values.subarray(0, height * width), scale)
  const pixels = new Uint8Array(height * width * 3)
  for (let at = 0; at < height * width; at++) pixels.set(colors.subarray(4 * at, 4 * at + 3), 3 * at)
  return { pixels, width, height }
}

/** Each pixel as a square of `factor` pixels: larger, and as sharp. */
export function enlarge({ pixels, width, height }: Picture, factor: number): Picture {
  if (factor === 1) return { pixels, width, height }
  const large = new Uint8Array(pixels.length * factor * factor)
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      const from = 3 * (Math.floor(y / factor) * width + Math.floor(x / factor))
      large.set(pixels.subarray(from, from + 3), 3 * (y * width * factor + x))
    }
  }
  return { pixels: large, width: width * factor, height: height * factor }
}

/** Enlarges by a whole number so that the longer side comes near to `side` pixels, without passing it. */
export function enlargeTo(picture: Picture, side: number): Picture {
  return enlarge(picture, Math.max(1, Math.floor(side / Math.max(picture.width, picture.height))))
}

/** Rows of pictures on white, those of a row beside each other, from the top left. */
export function arrangePictures(rows: readonly (readonly Picture[])[]): Picture {
  const width = Math.max(0, ...rows.map((row) => row.reduce((sum, each) => sum + each.width + GAP, GAP)))
  const heights = rows.map((row) => Math.max(0, ...row.map((each) => each.height)))
  const height = heights.reduce((sum, each) => sum + each + GAP, GAP)
  const pixels = new Uint8Array(width * height * 3).fill(WHITE)
  let top = GAP
  for (const [place, row] of rows.entries()) {
    let left = GAP
    for (const each of row) {
      for (let y = 0; y < each.height; y++) {
        const line = each.pixels.subarray(3 * y * each.width, 3 * (y + 1) * each.width)
        pixels.set(line, 3 * ((top + y) * width + left))
      }
      left += each.width + GAP
    }
    top += (heights[place] ?? 0) + GAP
  }
  return { pixels, width, height }
}
