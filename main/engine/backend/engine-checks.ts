import type { Tensor4D } from '@tensorflow/tfjs-node'
import { convolve } from './convolution-ops.ts'
import { boolAttribute, FLOAT, rawOp, stringAttribute } from './raw-op.ts'
import { tf } from './tensorflow.ts'

/**
 * Convolves a 3x3 of ones over a 4x4 of ones and differentiates, as training does. Throws, saying what came out, where
 * the library loads but computes wrongly. Keeps no tensors.
 */
export function checkTraining(): void {
  tf.tidy(() => {
    const kernel = tf.ones([3, 3, 1, 1]) as Tensor4D
    const sum = (image: Tensor4D) => tf.sum(convolve(image, kernel, { strides: [1, 1], padding: 'valid' }))
    const { value, grad } = tf.valueAndGrad(sum)(tf.ones([1, 4, 4, 1]) as Tensor4D)
    // Four windows of nine ones; a corner lies in one of them, an edge in two, the middle in four.
    const received = [...value.dataSync(), ...grad.dataSync()].join()
    const expected = [36, 1, 2, 2, 1, 2, 4, 4, 2, 2, 4, 4, 2, 1, 2, 2, 1].join()
    if (received !== expected) throw new Error(`a convolution and its gradient gave ${received}, not ${expected}`)
  })
}

/**
 * Whether TensorFlow computes with oneDNN's kernels: they are compiled into this library, and its environment, read at
 * loading, does not turn them off.
 */
export function usesOneDnn(env: NodeJS.ProcessEnv = process.env): boolean {
  if (!/^(1|true)$/i.test(env['TF_ENABLE_ONEDNN_OPTS'] ?? '')) return false
  try {
    tf.tidy(() => {
      const one = tf.ones([1, 1])
      // The label by which TensorFlow picks oneDNN's own kernel when it rewrites a MatMul.
      const label = stringAttribute('_kernel', 'MklNameChangeOp')
      const plain = [boolAttribute('transpose_a', false), boolAttribute('transpose_b', false)]
      rawOp('_MklMatMul', [FLOAT, ...plain, label], [one, one]).dataSync()
    })
    return true
  } catch {
    return false
  }
}
