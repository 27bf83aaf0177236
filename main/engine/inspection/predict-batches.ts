import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import { createInference } from '../model/inference.ts'
import type { Model } from '../model/model.ts'
import { batchSizeFor } from './image-batches.ts'

/** Says what is on many images, so many at a time; its batch norms are folded once for all of them. */
export interface BatchPredictor {
  /** Images of one call at most. */
  readonly batchSize: number
  /** Probabilities of each image, in order. */
  predict(images: readonly Uint8Array[]): readonly Float32Array[]
  dispose(): void
}

/** From two full batches on it pays to compile. */
export function createBatchPredictor(
  { graph, weights }: Pick<Model, 'graph' | 'weights'>,
  images: number,
): BatchPredictor {
  const batchSize = batchSizeFor(graph.inputShape[0] ?? 0)
  const network = { graph, specs: [], weights, dispose: () => undefined }
  const engine = images > 2 * batchSize ? 'compiled' : 'eager'
  const inference = createInference(network, { capacity: batchSize, engine })
  return {
    batchSize,
    predict(given) {
      if (given.length === 0) return []
      const length = given[0]?.length ?? 0
      const pixels = new Uint8Array(given.length * length)
      given.forEach((image, at) => pixels.set(image, at * length))
      const batch = { pixels, indices: new Int32Array(0), count: given.length }
      const all = scoped(() => tf.softmax(inference.logits(batch)).dataSync<'float32'>().slice())
      const classes = all.length / given.length
      return given.map((_, row) => all.subarray(row * classes, (row + 1) * classes))
    },
    dispose: () => inference.dispose(),
  }
}
