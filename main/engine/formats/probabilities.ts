import { succeed, type Result } from '../../../shared/contract/result.ts'
import { createModelFrom } from '../model/model.ts'
import { predict } from '../model/predict.ts'
import type { ModelFile } from './model-file.ts'

/** Input pixels at a time: one image at 299x299, whose maps alone take a quarter of a gigabyte, or a hundred at 32x32. */
const CHUNK_PIXELS = 128 * 1024

/** Probabilities `[count * classes]` of RGB bytes `[count, size, size, 3]`. Keeps no tensors. */
export function probabilitiesOf(file: ModelFile, pixels: Uint8Array): Result<Float32Array> {
  const model = createModelFrom(file.graph, file.weights)
  if (!model.ok) return model
  try {
    return succeed(inChunks(file, pixels, (chunk, count) => predict(model.value, chunk, count)))
  } finally {
    model.value.dispose()
  }
}

/** Runs a model over a few images at a time and joins what it gives. */
export function inChunks(
  { graph, labels }: ModelFile,
  pixels: Uint8Array,
  run: (chunk: Uint8Array, count: number) => Float32Array,
): Float32Array {
  const bytes = graph.inputShape.reduce((product, side) => product * side, 1)
  const [height = 1, width = 1] = graph.inputShape
  const most = Math.max(1, Math.floor(CHUNK_PIXELS / (height * width)))
  const joined = new Float32Array((pixels.length / bytes) * labels.length)
  for (let first = 0; first * bytes < pixels.length; first += most) {
    const chunk = pixels.subarray(first * bytes, (first + most) * bytes)
    joined.set(run(chunk, chunk.length / bytes), first * labels.length)
  }
  return joined
}
