import type { Tensor1D } from '@tensorflow/tfjs-node'
import { crossEntropy, smoothTargets, topShare } from '../backend/loss-ops.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Batch } from '../dataset/batches.ts'
import { inferLogits } from '../model/infer-logits.ts'
import type { Model } from '../model/model.ts'
import type { BatchEvaluation } from './evaluation.ts'

/** Loss (without smoothing, weights and penalty) and hits of one batch at inference. Keeps no tensors. */
export function evaluateBatch(model: Model, batch: Batch): BatchEvaluation {
  const { count } = batch
  return tf.tidy(() => {
    const labels = tf.tensor1d(batch.labels, 'int32')
    const logits = inferLogits(model, batch.pixels, count)
    const classes = logits.shape[1]
    const loss = crossEntropy(logits, smoothTargets(labels, classes, 0), null)
    const report = tf.stack([loss, topShare(logits, labels, 1), topShare(logits, labels, Math.min(5, classes))])
    const [mean = NaN, top1 = NaN, top5 = NaN] = report.dataSync<'float32'>()
    const predicted = (tf.argMax(logits, 1) as Tensor1D).dataSync<'int32'>() as Int32Array
    return {
      loss: mean * count,
      top1: Math.round(top1 * count),
      top5: Math.round(top5 * count),
      predicted: predicted.slice(),
    }
  })
}
