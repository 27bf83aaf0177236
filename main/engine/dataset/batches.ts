import type { DatasetProblem, SplitName } from '../../../shared/contract/dataset.ts'
import { createRandom, deriveSeed, shuffle } from '../../../shared/training/random.ts'
import type { AugmentationConfig } from '../../../shared/training/training-config.ts'
import { augmentationSeed, createAugmenter } from './augment.ts'
import type { Dataset } from './dataset-entry.ts'
import { loadAhead } from './load-ahead.ts'
import { createPixelLoader, type LoadedImages } from './load-pixels.ts'
import { defaultCacheBytes } from './pixel-cache.ts'

export interface Batch {
  /** RGB, `[count, size, size, 3]`, 0..255. */
  readonly pixels: Uint8Array
  /** Class of each image, `[count]`. */
  readonly labels: Int32Array
  readonly count: number
  /** Position of each image in `dataset.images`, `[count]`. */
  readonly indices: Int32Array
}

export interface BatchSource {
  readonly labels: readonly string[]
  readonly inputSize: number
  readonly batchSize: number
  readonly trainingSamples: number
  readonly validationSamples: number
  readonly stepsPerEpoch: number
  /** Training images of each class, in the order of `labels`. */
  readonly classCounts: readonly number[]
  /** Files that failed to decode since the source was made; their batches come without them. It grows. */
  readonly problems: readonly DatasetProblem[]
  /**
   * Batches of one epoch (from 1), without the first `fromStep` of it. The last may be smaller, and so is one with a
   * file that can't be decoded; one in which none can comes with `count` 0, so that steps keep their numbers.
   */
  training(epoch: number, fromStep: number): AsyncIterable<Batch>
  /** All validation images once, in order, unaugmented. */
  validation(): AsyncIterable<Batch>
  /** Ends the decoding thread and frees the decoded images. */
  close(): void
}

export interface BatchOptions {
  readonly inputSize: number
  readonly batchSize: number
  readonly augmentation: AugmentationConfig
  readonly seed: number
  /** Most bytes of decoded images kept in memory; by default 1 GiB or a quarter of the free memory. */
  readonly cacheBytes?: number
}

/** Batches under way while a step runs, and how many bytes they may take where batches are small. */
const LEAST_AHEAD = 2
const MOST_AHEAD = 8
const AHEAD_BYTES = 64 * 1024 * 1024

/**
 * Batches for training and validation. Order and augmentation depend only on (seed, epoch, position), so a resumed run
 * gets the very same batches. At least two batches are decoded ahead, on a thread of their own, while a step runs.
 */
export function createBatchSource(dataset: Dataset, options: BatchOptions): BatchSource {
  const { inputSize, batchSize, seed } = options
  const imageBytes = inputSize * inputSize * 3
  const loader = createPixelLoader(dataset, inputSize, options.cacheBytes ?? defaultCacheBytes())
  const augment = createAugmenter(inputSize, options.augmentation)
  const indicesOf = (part: SplitName) => dataset.images.filter(({ split }) => split === part).map(({ index }) => index)
  const [trainingIndices, validationIndices] = [indicesOf('training'), indicesOf('validation')]
  const fitting = Math.floor(AHEAD_BYTES / (imageBytes * batchSize))
  const ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, fitting))

  function* loads(order: readonly number[], fromStep: number, change?: (images: LoadedImages, first: number) => void) {
    for (let first = fromStep * batchSize; first < order.length; first += batchSize) {
      const wanted = order.slice(first, first + batchSize)
      yield async () => {
        const images = await loader.load(wanted)
        change?.(images, first)
        return toBatch(dataset, wanted, images)
      }
    }
  }
  return {
    labels: dataset.summary.classes.map(({ label }) => label),
    inputSize,
    batchSize,
    trainingSamples: trainingIndices.length,
    validationSamples: validationIndices.length,
    stepsPerEpoch: Math.ceil(trainingIndices.length / batchSize),
    classCounts: dataset.summary.classes.map(({ training }) => training),
    problems: loader.problems,
    training: (epoch, fromStep) => {
      const order = shuffle([...trainingIndices], createRandom(deriveSeed(seed, 'order', epoch)))
      const change = ({ pixels, positions }: LoadedImages, first: number) =>
        positions.forEach((position, place) => {
          const image = pixels.subarray(place * imageBytes, (place + 1) * imageBytes)
          augment(image, augmentationSeed(seed, epoch, first + position))
        })
      return loadAhead(loads(order, fromStep, change), ahead)
    },
    validation: () => loadAhead(loads(validationIndices, 0), ahead),
    close: loader.close,
  }
}

function toBatch(dataset: Dataset, wanted: readonly number[], { pixels, positions }: LoadedImages): Batch {
  const indices = Int32Array.from(positions, (position) => wanted[position] ?? -1)
  const labels = indices.map((index) => dataset.images[index]?.classIndex ?? -1)
  return { pixels, labels, count: positions.length, indices }
}
