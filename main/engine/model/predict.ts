import { programs } from '../backend/program-cache.ts'
import { tf } from '../backend/tensorflow.ts'
import { createInference, inferenceKey } from './inference.ts'
import type { Model } from './model.ts'

/** Input pixels of one call: eight images at 299x299, whose largest maps take half a gigabyte, or 64 small ones. */
const CALL_PIXELS = 8 * 299 * 299
const MOST_IMAGES = 64

/** Calls from which compiling pays: it takes about as long as three of them take op by op. */
const WORTH_COMPILING = 6

const NONE = new Int32Array(0)

/** Calls from which it pays to compile for these weights alone. */
const WORTH_CONSTANTS = 40

/**
 * Probabilities `[count * classes]`, row after row, of RGB pixels `[count, size, size, 3]` in 0..255. Few images run op by
 * op unless the graph is compiled already; many are worth compiling for. Keeps no tensors.
 */
export function predict(model: Model, pixels: Uint8Array, count: number): Float32Array {
  if (count === 0) return new Float32Array(0)
  const bytes = pixels.length / count
  const capacity = Math.min(MOST_IMAGES, Math.max(1, Math.floor((3 * CALL_PIXELS) / bytes)))
  const compiled = count > WORTH_COMPILING * capacity || programs.has(inferenceKey(model, capacity))
  const constantWeights = count > WORTH_CONSTANTS * capacity
  const inference = createInference(model, { capacity, engine: compiled ? 'compiled' : 'eager', constantWeights })
  try {
    const chunks: Float32Array[] = []
    for (let from = 0; from < count; from += capacity) {
      const size = Math.min(capacity, count - from)
      const part = pixels.subarray(from * bytes, (from + size) * bytes)
      chunks.push(
        tf.tidy(() =>
          tf
            .softmax(inference.logits({ pixels: part, indices: NONE, count: size }))
            .dataSync<'float32'>()
            .slice(),
        ),
      )
    }
    return join(chunks)
  } finally {
    inference.dispose()
  }
}

function join(chunks: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    joined.set(chunk, offset)
    offset += chunk.length
  }
  return joined
}
