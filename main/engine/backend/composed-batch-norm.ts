import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node'
import { tf } from './tensorflow.ts'

/**
 * Batch normalisation by the batch's own statistics, put together from plain ops, with the usual closed form of its
 * gradient. `onStatistics` gets mean and biased variance as tensors of the scope around.
 */
export function composedBatchNorm(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
  onStatistics: (mean: Tensor1D, variance: Tensor1D) => void,
): Tensor4D {
  const channels = x.shape[3]
  const samples = x.shape[0] * x.shape[1] * x.shape[2]
  const flat = (tensor: Tensor): Tensor2D => tf.reshape(tensor, [samples, channels])
  const op = tf.customGrad((...given) => {
    const [input, scale, offset, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void]
    const mean = tf.mean<Tensor1D>(flat(input), 0)
    const centred = tf.sub(flat(input), mean)
    const variance = tf.mean<Tensor1D>(tf.square(centred), 0)
    const inverse = tf.rsqrt(tf.add(variance, epsilon))
    const factor = tf.mul(inverse, scale)
    onStatistics(mean, variance)
    save([centred, inverse, factor])
    const gradFunc = (dy: Tensor, saved: Tensor[]) => gradients(flat(dy), saved as [Tensor, Tensor, Tensor], x.shape)
    return { value: tf.reshape(tf.add(tf.mul(centred, factor), offset), x.shape), gradFunc }
  })
  return op(x, gamma, beta) as Tensor4D
}

/** `dx = factor · (dy - mean(dy) - centred · inverse² · mean(dy · centred))`, and the gradients of gamma and beta. */
function gradients(dy: Tensor2D, [centred, inverse, factor]: [Tensor, Tensor, Tensor], shape: Tensor4D['shape']) {
  const share = 1 / dy.shape[0]
  const offset = tf.sum(dy, 0)
  const product = tf.sum(tf.mul(dy, centred), 0)
  const pull = tf.mul(centred, tf.mul(tf.square(inverse), tf.mul(product, share)))
  const dx = tf.mul(tf.sub(tf.sub(dy, tf.mul(offset, share)), pull), factor)
  return [tf.reshape(dx, shape), tf.mul(product, inverse), offset]
}
