import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node'
import { FLOAT, intAttribute, rawOp, rawOps, typeAttribute } from './raw-op.ts'
import { backend, tf } from './tensorflow.ts'

const { binding } = backend

/**
 * Targets `[batch, classes]`: one at the label, smoothed as Keras does, `target · (1 - smoothing) + smoothing / classes`.
 */
export function smoothTargets(labels: Tensor1D, classes: number, smoothing: number): Tensor2D {
  const on = tf.scalar(1 - smoothing + smoothing / classes)
  const off = tf.scalar(smoothing / classes)
  const attributes = [FLOAT, typeAttribute('TI', binding.TF_INT32), intAttribute('axis', -1)]
  return rawOp('OneHot', attributes, [labels, tf.scalar(classes, 'int32'), on, off])
}

/**
 * Cross-entropy of softmax, in nats, from logits: the mean over the batch of each sample's loss times its weight (Keras'
 * `sum_over_batch_size` with sample weights). Only the logits get a gradient.
 */
export function crossEntropy(logits: Tensor2D, targets: Tensor2D, weights: Tensor1D | null): Scalar {
  const batch = logits.shape[0]
  const op = tf.customGrad((given, save) => {
    const [losses, gradient] = rawOps('SoftmaxCrossEntropyWithLogits', [FLOAT], [given as Tensor, targets], 2) as [
      Tensor1D,
      Tensor2D,
    ]
    const weighted = weights ? tf.mul(losses, weights) : losses
    const perSample = weights ? tf.mul(gradient, tf.reshape(weights, [batch, 1])) : gradient
    ;(save as (tensors: Tensor[]) => void)([perSample])
    const gradFunc = (dy: Tensor, [saved]: Tensor[]) => tf.mul(saved as Tensor, tf.mul(dy, 1 / batch))
    return { value: tf.mean(weighted), gradFunc }
  })
  return op(logits) as Scalar
}

/** Share of the batch whose label is among the `k` largest logits, in 0..1. */
export function topShare(logits: Tensor2D, labels: Tensor1D, k: number): Scalar {
  const attributes = [typeAttribute('T', binding.TF_INT32)]
  const hits = rawOp('InTopKV2', attributes, [logits, labels, tf.scalar(k, 'int32')])
  return tf.mean(tf.cast(hits, 'float32'))
}

/** Sum of squares of all tensors. */
export function sumOfSquares(tensors: readonly Tensor[]): Scalar {
  const halves = tensors.map((tensor) => rawOp('L2Loss', [FLOAT], [tensor]))
  const sum = rawOp<Scalar>('AddN', [FLOAT, intAttribute('N', halves.length)], halves)
  return tf.mul(sum, 2)
}
