import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node'
import { boolAttribute, FLOAT, rawOp } from './raw-op.ts'
import { tf } from './tensorflow.ts'

const product = (a: Tensor, b: Tensor, transposeA = false, transposeB = false) =>
  rawOp<Tensor2D>(
    'MatMul',
    [FLOAT, boolAttribute('transpose_a', transposeA), boolAttribute('transpose_b', transposeB)],
    [a, b],
  )

/**
 * `[rows, inner] · [inner, columns]`, as the op that TensorFlow fuses with a bias and a ReLU behind it; tfjs' own is a
 * batched product, which it doesn't fuse.
 */
export function matrixProduct(a: Tensor2D, b: Tensor2D): Tensor2D {
  const op = tf.customGrad((...given) => {
    const [left, right, save] = given as unknown as [Tensor, Tensor, (tensors: Tensor[]) => void]
    save([left, right])
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [x, y] = saved as [Tensor, Tensor]
      return [product(dy, y, false, true), product(x, dy, true, false)]
    }
    return { value: product(left, right), gradFunc }
  })
  return op(a, b) as Tensor2D
}

/** Adds a vector to the last axis. */
export function addBias<T extends Tensor>(x: T, bias: Tensor1D): T {
  const op = tf.customGrad((...given) => {
    const [value, vector] = given as unknown as [Tensor, Tensor]
    const gradFunc = (dy: Tensor) => [dy, rawOp('BiasAddGrad', [FLOAT], [dy])]
    return { value: rawOp('BiasAdd', [FLOAT], [value, vector]), gradFunc }
  })
  return op(x, bias) as T
}
