import type { SplitName } from '../../../shared/contract/dataset.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { ImageInput } from '../../../shared/graph/image-input.ts'
import { createBatchSource, indicesOf, type Batch } from '../dataset/batches.ts'
import type { Dataset } from '../dataset/dataset.ts'
import type { Turn } from './occlusion.ts'

const PLAIN = { flip: false, shift: 0, brightness: 0 }

/** Pixels of one batch at most: eight images at 299 pixels. */
const BATCH_PIXELS = 8 * 299 * 299

export function batchSizeFor(inputSize: number): number {
  return Math.max(1, Math.min(64, Math.floor(BATCH_PIXELS / inputSize ** 2)))
}

/** The images of a part of a dataset, in order. */
export function imagesOf(dataset: Dataset, split: SplitName | 'all'): readonly number[] {
  return split === 'all' ? dataset.images.map(({ index }) => index) : indicesOf(dataset, split)
}

/** `count` of them, evenly spread. */
export function spread(indices: readonly number[], count: number): readonly number[] {
  if (indices.length <= count) return indices
  return Array.from({ length: count }, (_, at) => indices[Math.floor((at * indices.length) / count)] as number)
}

/**
 * Looks at images batch after batch, as training's own thread prepares them for a network, with a turn before each. `cancelled` when the
 * turn says so. Images that can't be read any more are left out.
 */
export async function forEachBatch(
  dataset: Dataset,
  indices: readonly number[],
  input: ImageInput,
  turn: Turn,
  look: (batch: Batch) => void,
): Promise<Result<void>> {
  const batchSize = batchSizeFor(input.size)
  const source = createBatchSource(dataset, { input, batchSize, augmentation: PLAIN, seed: 0 })
  let done = 0
  try {
    for await (const batch of source.images(indices)) {
      if (!(await turn(done, indices.length))) return fail('cancelled', {})
      if (batch.count > 0) look(batch)
      done += batch.count
    }
    await turn(indices.length, indices.length)
    return succeed(undefined)
  } finally {
    source.close()
  }
}
