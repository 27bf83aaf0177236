import { tf } from '../backend/tensorflow.ts'
import { inferLogits } from './infer-logits.ts'
import type { Model } from './model.ts'

/** Images in flight at once: enough for every core, few enough for memory at 299 pixels. */
const CHUNK = 32

/**
 * Probabilities `[count * classes]`, row after row, of RGB pixels `[count, size, size, 3]` in 0..255. Keeps no tensors.
 */
export function predict(model: Model, pixels: Uint8Array, count: number): Float32Array {
  const bytes = count === 0 ? 0 : pixels.length / count
  const chunks: Float32Array[] = []
  for (let from = 0; from < count; from += CHUNK) {
    const size = Math.min(CHUNK, count - from)
    const part = pixels.subarray(from * bytes, (from + size) * bytes)
    chunks.push(
      tf.tidy(() =>
        tf
          .softmax(inferLogits(model, part, size))
          .dataSync<'float32'>()
          .slice(),
      ),
    )
  }
  const probabilities = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    probabilities.set(chunk, offset)
    offset += chunk.length
  }
  return probabilities
}
