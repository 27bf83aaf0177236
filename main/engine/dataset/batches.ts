import type { DatasetProblem, SplitName } from '../../../shared/contract/dataset.ts'
import type { ImageInput } from '../../../shared/graph/image-input.ts'
import { createRandom, deriveSeed, shuffle } from '../../../shared/training/random.ts'
import type { AugmentationConfig } from '../../../shared/training/training-config.ts'
import { packsFolder } from '../runs/store-paths.ts'
import { createBatchThread } from './batch-thread.ts'
import type { BatchRequest, BatchWorkerOptions } from './batch-worker.ts'
import type { Dataset } from './dataset-entry.ts'
import { loadAhead } from './load-ahead.ts'
import { packLimitBytes } from './pack-folder.ts'
import { packName } from './pack-name.ts'

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
  /** These images of the dataset once, in this order, unaugmented. */
  images(indices: readonly number[]): AsyncIterable<Batch>
  /** Ends the thread that makes batches. */
  close(): void
}

export interface BatchOptions {
  /** What files become: as the network takes them. */
  readonly input: ImageInput
  readonly batchSize: number
  readonly augmentation: AugmentationConfig
  readonly seed: number
  /** Most bytes of decoded images kept on disk, of all datasets together; `packLimitBytes` when not given. */
  readonly cacheBytes?: number
}

/** Batches under way while a step runs, and how many bytes they may take where batches are small. */
const LEAST_AHEAD = 2
const MOST_AHEAD = 8
const AHEAD_BYTES = 64 * 1024 * 1024

/**
 * Batches for training and validation. Order and augmentation depend only on (seed, epoch, position), so a resumed run
 * gets the very same batches. At least two batches are under way, on a thread of their own, while a step runs: decoded
 * and augmented there, kept on disk for later epochs and runs, and never all in memory.
 */
export function createBatchSource(dataset: Dataset, options: BatchOptions): BatchSource {
  const { batchSize, seed } = options
  const { size: inputSize } = options.input
  const thread = createBatchThread(threadOptions(dataset, options))
  const problems: DatasetProblem[] = []
  const [trainingIndices, validationIndices] = [indicesOf(dataset, 'training'), indicesOf(dataset, 'validation')]
  const fitting = Math.floor(AHEAD_BYTES / (inputSize * inputSize * 3 * batchSize))
  const ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, fitting))

  function* loads(order: readonly number[], fromStep: number, epoch: number | null) {
    let first = fromStep * batchSize
    for (const wanted of chunksOf(order, batchSize, fromStep)) {
      const from = first
      first += batchSize
      yield async () => {
        const images = wanted.map((index) => imageOf(dataset, index))
        const augment = epoch === null ? null : { epoch, first: from }
        const { pixels, positions, failures } = await thread.make({ images, augment })
        for (const { position, detail } of failures)
          problems.push({ file: images[position]?.file ?? '', code: 'unreadable', action: 'left-out', detail })
        const indices = Int32Array.from(positions, (position) => wanted[position] ?? -1)
        const labels = indices.map((index) => dataset.images[index]?.classIndex ?? -1)
        return { pixels, labels, count: positions.length, indices }
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
    problems,
    training: (epoch, fromStep) => {
      return loadAhead(loads(trainingOrder(trainingIndices, seed, epoch), fromStep, epoch), ahead)
    },
    validation: () => loadAhead(loads(validationIndices, 0, null), ahead),
    images: (indices) => loadAhead(loads(indices, 0, null), ahead),
    close: thread.close,
  }
}

function threadOptions(dataset: Dataset, options: BatchOptions): BatchWorkerOptions {
  const { input, seed, augmentation, cacheBytes: limitBytes = packLimitBytes() } = options
  const { size, resize } = input
  const { root, store, images } = dataset
  const name = packName(dataset, input)
  const pack = { folder: packsFolder(store), name, imageBytes: size * size * 3, count: images.length, limitBytes }
  return { root, size, resize, seed, augmentation, pack }
}

/** The training images of one epoch in the order in which they are trained on. */
export function trainingOrder(indices: readonly number[], seed: number, epoch: number): number[] {
  return shuffle([...indices], createRandom(deriveSeed(seed, 'order', epoch)))
}

/** What each batch holds, the last one perhaps fewer, without the first `from` batches. */
export function* chunksOf(order: readonly number[], size: number, from: number): Generator<readonly number[]> {
  for (let first = from * size; first < order.length; first += size) yield order.slice(first, first + size)
}

/** The images of one part of the split, in order. */
export function indicesOf({ images }: Dataset, part: SplitName): number[] {
  return images.filter(({ split }) => split === part).map(({ index }) => index)
}

function imageOf({ images }: Dataset, wanted: number): BatchRequest['images'][number] {
  const entry = images[wanted]
  if (!entry) throw new RangeError(`image ${wanted} of ${images.length}`)
  const { index, file, bytes, zip } = entry
  return { index, file, bytes, zip }
}
