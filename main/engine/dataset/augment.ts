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
  const signed = (draw: number, most: number) => Math.round((draw * 2 - 1) * most)
  return (pixels, seed) => {
    const random = createRandom(seed)
    const mirror = random.next() < 0.5 && config.flip
    const right = signed(random.next(), config.shift * size)
    const down = signed(random.next(), config.shift * size)
    const brighter = signed(random.next(), config.brightness * 255)
    if (mirror || right !== 0 || down !== 0) {
      source.set(pixels)
      move(source, pixels, size, mirror, right, down)
    }
    if (brighter !== 0) brighten(pixels, brighter)
  }
}

function move(from: Uint8Array, to: Uint8Array, size: number, mirror: boolean, right: number, down: number): void {
  const last = size - 1
  const clamp = (value: number) => Math.min(last, Math.max(0, value))
  const columns = Int32Array.from({ length: size }, (_, x) => {
    const column = clamp(x - right)
    return (mirror ? last - column : column) * 3
  })
  let at = 0
  for (let y = 0; y < size; y++) {
    const row = clamp(y - down) * size * 3
    for (const column of columns) {
      to[at++] = from[row + column] ?? 0
      to[at++] = from[row + column + 1] ?? 0
      to[at++] = from[row + column + 2] ?? 0
    }
  }
}

function brighten(pixels: Uint8Array, change: number): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length)
  for (let at = 0; at < clamped.length; at++) clamped[at] = (clamped[at] ?? 0) + change
}
