import { createRandom, deriveSeed } from '../../../shared/training/random.ts'
import type { AugmentationConfig } from '../../../shared/training/training-config.ts'

/** Changes one image `[size, size, 3]` in place, as the seed says. */
export type Augmenter = (pixels: Uint8Array, seed: number) => void

/** The seed of one image's augmentation: the same for the same place in the same epoch of the same run. */
export function augmentationSeed(seed: number, epoch: number, position: number): number {
  return deriveSeed(deriveSeed(seed, 'augment', epoch), 'position', position)
}

/**
 * Mirrors (half of the time), shifts by whole pixels with the edge repeated, then brightens or darkens. All four numbers
 * are drawn for every image, so switching one change on or off leaves the others as they were.
 */
export function createAugmenter(size: number, config: AugmentationConfig): Augmenter {
  const source = new Uint8Array(size * size * 3)
  const columns = new Int32Array(size)
  const levels = new Uint8ClampedArray(256)
  const clamp = (value: number) => Math.min(size - 1, Math.max(0, value))
  const signed = (draw: number, most: number) => Math.round((draw * 2 - 1) * most)
  return (pixels, seed) => {
    const random = createRandom(seed)
    const mirror = random.next() < 0.5 && config.flip
    const right = signed(random.next(), config.shift * size)
    const down = signed(random.next(), config.shift * size)
    const brighter = signed(random.next(), config.brightness * 255)
    if (!mirror && right === 0 && down === 0 && brighter === 0) return
    for (let x = 0; x < size; x++) {
      const column = clamp(x - right)
      columns[x] = (mirror ? size - 1 - column : column) * 3
    }
    for (let level = 0; level < 256; level++) levels[level] = level + brighter
    source.set(pixels)
    for (let y = 0; y < size; y++) copyRow(source, clamp(y - down) * size * 3, pixels, y * size * 3, columns, levels)
  }
}

/** One row of pixels, each from its column, each level by its new one. All indices are inside: `as` costs nothing. */
function copyRow(
  from: Uint8Array,
  fromRow: number,
  to: Uint8Array,
  toRow: number,
  columns: Int32Array,
  levels: Uint8ClampedArray,
): void {
  for (let x = 0, at = toRow; x < columns.length; x++, at += 3) {
    const place = fromRow + (columns[x] as number)
    to[at] = levels[from[place] as number] as number
    to[at + 1] = levels[from[place + 1] as number] as number
    to[at + 2] = levels[from[place + 2] as number] as number
  }
}
