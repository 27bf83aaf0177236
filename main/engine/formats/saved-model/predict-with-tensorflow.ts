import { backend } from '../../backend/tensorflow.ts'
import type { ModelFile } from '../model-file.ts'
import { inChunks } from '../probabilities.ts'
import { TYPE } from './graph-def-messages.ts'
import { SAVED_MODEL_PORTS } from './write-saved-model.ts'

/**
 * Probabilities that TensorFlow's own loader and session compute from an export of ours; `model` says only what to feed.
 * It throws whatever TensorFlow throws. Keeps no tensors.
 */
export function predictWithTensorflow(folder: string, model: ModelFile, pixels: Uint8Array): Float32Array {
  const { binding } = backend
  const session = binding.loadSavedModel(folder, 'serve')
  try {
    return inChunks(model, pixels, (chunk, count) => {
      const input = binding.createTensor([count, ...model.graph.inputShape], TYPE.uint8, chunk)
      const { images, probabilities } = SAVED_MODEL_PORTS
      const [output] = binding.runSavedModel(session, [input], images, probabilities)
      binding.deleteTensor(input)
      if (!output) throw new Error('the session gave nothing')
      const values = binding.tensorDataSync(output.id) as Float32Array
      binding.deleteTensor(output.id)
      return values
    })
  } finally {
    binding.deleteSavedModel(session)
  }
}
