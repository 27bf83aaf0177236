export interface PixelCache {
  /** The decoded image, or undefined. Callers copy; they don't change it. */
  get(index: number): Uint8Array | undefined
  /** Keeps a copy while there is room; what is kept stays. */
  keep(index: number, pixels: Uint8Array): void
  clear(): void
}

const GIBIBYTE = 1024 ** 3
const SLAB_BYTES = 16 * 1024 * 1024

/** 1 GiB or a quarter of the memory that this process may still take, whichever is less. */
export function defaultCacheBytes(): number {
  return Math.min(GIBIBYTE, Math.floor(process.availableMemory() / 4))
}

/** Decoded images of one size, up to a number of bytes. They lie in a few large blocks, not in one each. */
export function createPixelCache(imageBytes: number, limitBytes: number): PixelCache {
  const capacity = Math.floor(limitBytes / imageBytes)
  const imagesPerSlab = Math.max(1, Math.floor(SLAB_BYTES / imageBytes))
  const held = new Map<number, Uint8Array>()
  let slab: ArrayBuffer | null = null
  return {
    get: (index) => held.get(index),
    keep: (index, pixels) => {
      if (held.size >= capacity || held.has(index)) return
      const place = held.size % imagesPerSlab
      if (place === 0 || !slab) slab = new ArrayBuffer(Math.min(imagesPerSlab, capacity - held.size) * imageBytes)
      const copy = new Uint8Array(slab, place * imageBytes, imageBytes)
      copy.set(pixels)
      held.set(index, copy)
    },
    clear: () => {
      held.clear()
      slab = null
    },
  }
}
