import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-node'
import { crossEntropy, smoothTargets, topShare } from '../backend/loss-ops.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Batch } from '../dataset/batches.ts'
import { createInference, type InferenceOptions } from '../model/inference.ts'
import type { Model } from '../model/model.ts'
import type { BatchEvaluation, EvaluationPass } from './evaluation.ts'

/** Takes the weights as they are now; batches may be smaller than the capacity, not larger. Keeps tensors until closed. */
export function openEvaluation(model: Model, options: InferenceOptions): EvaluationPass {
  const inference = createInference(model, options)
  return {
    isReady: () => inference.isReady(),
    prepare: () => inference.prepare(),
    evaluate: (batch) => scoped(() => evaluateLogits(inference.logits(batch), batch)),
    close: () => inference.dispose(),
  }
}

function evaluateLogits(logits: Tensor2D, batch: Batch): BatchEvaluation {
  const { count } = batch
  const labels = tf.tensor1d(batch.labels, 'int32')
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
}
