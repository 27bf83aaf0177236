import { tf } from '../backend/tensorflow.ts'
import { foldBatchNorm } from '../model/fold-batch-norm.ts'
import { createModelFrom } from '../model/model.ts'
import type { ModelFile } from './model-file.ts'

/** The same function at inference, with batch norms multiplied into the convolutions before them. Keeps no tensors. */
export function foldModel(file: ModelFile): ModelFile {
  const model = createModelFrom(file.graph, file.weights)
  if (!model.ok) throw new Error(`the model to fold is not whole: ${model.error.code}`)
  let folded = file
  try {
    tf.tidy(() => {
      const { graph, weights } = foldBatchNorm(model.value)
      const read = [...weights].map(([key, tensor]) => [key, tensor.dataSync<'float32'>().slice()] as const)
      folded = { ...file, graph, weights: new Map(read) }
    })
  } finally {
    model.value.dispose()
  }
  return folded
}
