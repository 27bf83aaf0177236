import { setImmediate } from 'node:timers/promises'
import { chunksOf, indicesOf, trainingOrder, type Batch, type BatchSource } from '../dataset/batches.ts'
import type { Dataset } from '../dataset/dataset-entry.ts'
import type { Features } from './features.ts'
import type { TrainerEvent } from './trainer-event.ts'

/** Time between two `features` events. */
const TELL_MS = 200

/** The batches of a source in the very same order, without pixels: for a network that reads features. */
export function featureBatches(source: BatchSource, dataset: Dataset, seed: number, features: Features): BatchSource {
  const training = indicesOf(dataset, 'training')
  const validation = indicesOf(dataset, 'validation')
  const none = new Uint8Array(0)

  const batchOf = (wanted: readonly number[]): Batch => {
    // A file that could not be decoded has none.
    const indices = Int32Array.from(wanted.filter((index) => features.has(index)))
    const labels = indices.map((index) => dataset.images[index]?.classIndex ?? -1)
    return { pixels: none, labels, count: indices.length, indices }
  }
  async function* batches(order: readonly number[], fromStep: number): AsyncGenerator<Batch> {
    for (const wanted of chunksOf(order, source.batchSize, fromStep)) {
      await setImmediate()
      yield batchOf(wanted)
    }
  }
  return {
    ...source,
    training: (epoch, fromStep) => batches(trainingOrder(training, seed, epoch), fromStep),
    validation: () => batches(validation, 0),
  }
}

/** Computes what is not there yet, telling how far it is; stops after the batch in flight. */
export async function* computeFeatures(
  source: BatchSource,
  dataset: Dataset,
  features: Features,
  signal: AbortSignal,
): AsyncGenerator<TrainerEvent, void> {
  const all = [...indicesOf(dataset, 'training'), ...indicesOf(dataset, 'validation')]
  const missing = all.filter((index) => !features.has(index))
  const total = all.length
  let done = total - missing.length
  let toldMs = -Infinity
  try {
    for await (const batch of source.images(missing)) {
      if (signal.aborted) return
      if (performance.now() - toldMs >= TELL_MS) {
        toldMs = performance.now()
        yield { kind: 'features', done, total }
        await setImmediate()
      }
      if (batch.count > 0) features.add(batch)
      done += batch.count
    }
    if (missing.length > 0) yield { kind: 'features', done, total }
  } finally {
    features.finish()
  }
}
