import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node'
import { composedBatchNorm } from './composed-batch-norm.ts'
import { boolAttribute, FLOAT, floatAttribute, rawOps, stringAttribute, typeAttribute } from './raw-op.ts'
import { backend, tf } from './tensorflow.ts'

const { binding } = backend

export interface BatchStatistics {
  readonly mean: Tensor1D
  /** Over the batch, without Bessel's correction: what Keras keeps a moving average of. */
  readonly variance: Tensor1D
}

function attributes(epsilon: number) {
  return [
    FLOAT,
    typeAttribute('U', binding.TF_FLOAT),
    floatAttribute('epsilon', epsilon),
    boolAttribute('is_training', true),
    stringAttribute('data_format', 'NHWC'),
  ]
}

/**
 * oneDNN's kernel works on whole vectors of channels; with a remainder (182 of 728 channels at a quarter of the width) it
 * falls back to code that is four times slower than plain ops.
 */
const VECTOR = 8

/**
 * Normalises with the batch's own statistics. `onStatistics` gets the statistics as kept tensors: who takes them disposes
 * them.
 */
export function batchNormTraining(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
  onStatistics: (statistics: BatchStatistics) => void,
): Tensor4D {
  const keep = (mean: Tensor1D, variance: Tensor1D) =>
    onStatistics({ mean: tf.keep(mean), variance: tf.keep(variance) })
  const normalize = x.shape[3] % VECTOR === 0 ? fusedBatchNorm : composedBatchNorm
  return normalize(x, gamma, beta, epsilon, keep)
}

/** Forward and backward in one TensorFlow kernel each. */
function fusedBatchNorm(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
  onStatistics: (mean: Tensor1D, variance: Tensor1D) => void,
): Tensor4D {
  const samples = x.shape[0] * x.shape[1] * x.shape[2]
  const op = tf.customGrad((...given) => {
    const [input, scale, offset, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void]
    // With a factor of 1 the kernel's "moving" outputs are the batch's own, whatever stands in the moving inputs.
    const [y, mean, variance, ...reserves] = rawOps(
      'FusedBatchNormV3',
      [...attributes(epsilon), floatAttribute('exponential_avg_factor', 1)],
      [input, scale, offset, offset, offset],
      6,
    ) as [Tensor, Tensor1D, Tensor1D, Tensor, Tensor, Tensor]
    // The kernel returns Bessel's variance; with a single value it leaves it as it is.
    onStatistics(mean, samples > 1 ? tf.mul(variance, (samples - 1) / samples) : variance)
    save([input, scale, ...reserves])
    const gradFunc = (dy: Tensor, saved: Tensor[]) =>
      rawOps('FusedBatchNormGradV3', attributes(epsilon), [dy, ...saved], 5).slice(0, 3)
    return { value: y, gradFunc }
  })
  return op(x, gamma, beta) as Tensor4D
}

/**
 * Normalises with given statistics, as one multiply and one add per value: on CPUs TensorFlow's fused kernel is up to
 * fifty times slower at inference. Differentiable, so that a frozen layer passes gradients on.
 */
export function batchNormInference(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  { mean, variance }: BatchStatistics,
  epsilon: number,
): Tensor4D {
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)))
  const shift = tf.sub(beta, tf.mul(mean, scale))
  return tf.add(tf.mul(x, scale), shift)
}
