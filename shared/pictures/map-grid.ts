import { colorize, type ScaleName } from './color-scale.ts'

export interface Picture {
  /** RGB. */
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
}

/** Between two tiles, in pixels of the picture. */
const GAP = 2
const WHITE = 255

/** Tiles as a nearly square grid on white, each value `zoom` pixels wide. */
export function mapGrid(
  tiles: Uint8Array,
  [height, width]: readonly [number, number],
  scale: ScaleName,
  zoom = 1,
): Picture {
  const count = tiles.length / (height * width)
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)))
  const rows = Math.max(1, Math.ceil(count / columns))
  const [cellHeight, cellWidth] = [height * zoom + GAP, width * zoom + GAP]
  const picture = { width: columns * cellWidth + GAP, height: rows * cellHeight + GAP }
  const pixels = new Uint8Array(picture.width * picture.height * 3).fill(WHITE)
  const colours = colorize(tiles, scale)
  for (let tile = 0; tile < count; tile++) {
    const [top, left] = [Math.floor(tile / columns) * cellHeight + GAP, (tile % columns) * cellWidth + GAP]
    for (let y = 0; y < height * zoom; y++) {
      for (let x = 0; x < width * zoom; x++) {
        const from = 4 * (tile * height * width + Math.floor(y / zoom) * width + Math.floor(x / zoom))
        pixels.set(colours.subarray(from, from + 3), 3 * ((top + y) * picture.width + left + x))
      }
    }
  }
  return { ...picture, pixels }
}

/** An image with a map laid over it: the stronger the map, the more of its colour. `opacity` 0..1 at the strongest. */
export function overlayPicture(pixels: Uint8Array, overlay: Uint8Array, opacity: number): Uint8Array {
  const colours = colorize(overlay, 'viridis')
  return Uint8Array.from(pixels, (value, at) => {
    const place = Math.floor(at / 3)
    const share = (opacity * (overlay[place] ?? 0)) / 255
    return Math.round(value * (1 - share) + (colours[4 * place + (at % 3)] ?? 0) * share)
  })
}
