import type { DatasetProblem } from '../../../shared/contract/dataset.ts'
import type { Dataset } from './dataset-entry.ts'
import { createDecodeThread } from './decode-thread.ts'
import { createPixelCache } from './pixel-cache.ts'
import { imagePath } from './read-image.ts'

export interface LoadedImages {
  /** `[positions, size, size, 3]`, the caller's own. */
  readonly pixels: Uint8Array
  /** Which of the asked images are in `pixels`, as positions in what was asked, in order. */
  readonly positions: readonly number[]
}

export interface PixelLoader {
  load(indices: readonly number[]): Promise<LoadedImages>
  readonly problems: readonly DatasetProblem[]
  close(): void
}

/** Decoded images by index: from memory where they were kept, else from the decoding thread. */
export function createPixelLoader(dataset: Dataset, size: number, cacheBytes: number): PixelLoader {
  const imageBytes = size * size * 3
  const cache = createPixelCache(imageBytes, cacheBytes)
  const thread = createDecodeThread()
  const problems: DatasetProblem[] = []
  const failed = new Set<number>()

  const noteFailure = (index: number, detail: string) => {
    failed.add(index)
    problems.push({ file: dataset.images[index]?.file ?? '', code: 'unreadable', action: 'left-out', detail })
  }
  /** Decodes what is neither kept nor known to fail. */
  const decodeMissing = async (indices: readonly number[]) => {
    const missing = [...new Set(indices)].filter((index) => !failed.has(index) && !cache.get(index))
    const decoded = new Map<number, Uint8Array>()
    if (missing.length === 0) return decoded
    const paths = missing.map((index) => imagePath(dataset, index))
    const { pixels, failures } = await thread.decode(paths, size)
    const reasons = new Map(failures.map(({ position, detail }) => [position, detail]))
    missing.forEach((index, position) => {
      const reason = reasons.get(position)
      if (reason !== undefined) return failed.has(index) ? undefined : noteFailure(index, reason)
      const image = pixels.subarray(position * imageBytes, (position + 1) * imageBytes)
      cache.keep(index, image)
      decoded.set(index, image)
    })
    return decoded
  }
  return {
    problems,
    load: async (indices) => {
      const decoded = await decodeMissing(indices)
      const positions = [...indices.keys()].filter((position) => !failed.has(indices[position] ?? -1))
      const pixels = new Uint8Array(positions.length * imageBytes)
      positions.forEach((position, place) => {
        const index = indices[position] ?? -1
        const image = decoded.get(index) ?? cache.get(index)
        if (!image) throw new Error(`image ${index} was neither decoded nor kept`)
        pixels.set(image, place * imageBytes)
      })
      return { pixels, positions }
    },
    close: () => {
      thread.close()
      cache.clear()
    },
  }
}
