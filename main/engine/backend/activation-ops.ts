import type { Tensor } from '@tensorflow/tfjs-node'
import type { ActivationName } from '../../../shared/graph/layer-graph.ts'
import { assertNever } from '../../../shared/graph/assert-never.ts'
import { FLOAT, rawOp } from './raw-op.ts'
import { tf } from './tensorflow.ts'

/**
 * An activation whose gradient is one TensorFlow kernel of (dy, y). tfjs' own ReLU gradient is seven ops over the whole
 * map.
 */
function withKernelGradient(op: string, gradientOp: string) {
  return tf.customGrad((x, save) => {
    const y = rawOp(op, [FLOAT], [x as Tensor])
    ;(save as (tensors: Tensor[]) => void)([y])
    return { value: y, gradFunc: (dy: Tensor, [saved]: Tensor[]) => rawOp(gradientOp, [FLOAT], [dy, saved as Tensor]) }
  })
}

const relu = withKernelGradient('Relu', 'ReluGrad')
const elu = withKernelGradient('Elu', 'EluGrad')

/** Applies an activation; softmax is over the last axis. ELU's alpha is 1, as in Keras. */
export function activate<T extends Tensor>(x: T, activation: ActivationName): T {
  switch (activation) {
    case 'linear':
      return x
    case 'relu':
      return relu(x) as T
    case 'elu':
      return elu(x) as T
    case 'softmax':
      return tf.softmax(x)
    default:
      return assertNever(activation)
  }
}
