import { join } from 'node:path'
import { tf } from '../../backend/tensorflow.ts'
import type { ModelFile } from '../model-file.ts'
import { inChunks } from '../probabilities.ts'
import { TFJS_FILE } from './write-tfjs.ts'

/**
 * Probabilities that TensorFlow.js' own loader and layers compute from an exported folder; `model` says only what to
 * feed. It throws whatever tfjs throws. Keeps no tensors.
 */
export async function predictWithTfjs(folder: string, model: ModelFile, pixels: Uint8Array): Promise<Float32Array> {
  const { scale, offset } = model.graph.preprocessing
  const loaded = await tf.loadLayersModel(`file://${join(folder, TFJS_FILE)}`)
  try {
    return inChunks(model, pixels, (chunk, count) =>
      tf.tidy(() => {
        const images = tf.tensor(Float32Array.from(chunk), [count, ...model.graph.inputShape])
        const output = loaded.predict(images.mul(scale).add(offset))
        if (Array.isArray(output)) throw new Error('the export has more than one output')
        return output.dataSync() as Float32Array
      }),
    )
  } finally {
    loaded.dispose()
  }
}
