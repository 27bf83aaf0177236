import type { Tensor2D } from '@tensorflow/tfjs-node'
import { pixelTensor, preprocess } from '../backend/input-ops.ts'
import { foldBatchNorm } from './fold-batch-norm.ts'
import { forward } from './forward.ts'
import type { Model } from './model.ts'

/** Logits `[count, classes]` of uint8 pixels `[count, size, size, 3]`, at inference. Call it inside a tidy. */
export function inferLogits(model: Model, pixels: Uint8Array, count: number): Tensor2D {
  const input = preprocess(pixelTensor(pixels, count, model.graph.inputShape[0] ?? 0), model.graph.preprocessing)
  return forward({ ...foldBatchNorm(model), training: null }, input)
}
