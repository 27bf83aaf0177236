import type { DatasetProblem } from '../../../shared/contract/dataset.ts'
import type { AugmentationConfig } from '../../../shared/training/training-config.ts'
import type { Dataset } from './dataset-entry.ts'

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
  /** Batches of one epoch (from 1), without the first `fromStep` of it. The last may be smaller. */
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

/**
 * Batches for training and validation. Order and augmentation depend only on (seed, epoch, position), so a resumed run
 * gets the very same batches. At least two batches are decoded ahead, on a thread of their own, while a step runs.
 */
export function createBatchSource(_dataset: Dataset, _options: BatchOptions): BatchSource {
  throw new Error('not written yet')
}
