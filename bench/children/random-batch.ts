import type { Batch } from '../../main/engine/dataset/batches.ts'
import { createRandom } from '../../shared/training/random.ts'
import type { Workload } from '../workload.ts'

/** Random uint8 images and labels, in memory before anything is timed. */
export function randomBatch({ batch, inputSize, classes }: Workload): Batch {
  const random = createRandom(1)
  const pixels = Uint8Array.from({ length: batch * inputSize * inputSize * 3 }, () => random.below(256))
  const labels = Int32Array.from({ length: batch }, () => random.below(classes))
  return { pixels, labels, count: batch, indices: Int32Array.from({ length: batch }, (_, index) => index) }
}
