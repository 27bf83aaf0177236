import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node'
import { FLOAT, rawOp, typeAttribute } from './raw-op.ts'
import { backend, tf } from './tensorflow.ts'

const { binding } = backend

/** Mean over height and width: `[batch, channels]`. Its gradient is a broadcast; tfjs' own fills a map in JavaScript. */
export const globalMean = (x: Tensor4D): Tensor2D => globalMeanOp(x) as Tensor2D

const globalMeanOp = tf.customGrad((given) => {
  const x = given as Tensor4D
  const [batch, height, width, channels] = x.shape
  const gradFunc = (dy: Tensor) => {
    const spread = tf.reshape(tf.mul(dy, 1 / (height * width)), [batch, 1, 1, channels])
    const shape = tf.tensor1d([batch, height, width, channels], 'int32')
    return rawOp('BroadcastTo', [FLOAT, typeAttribute('Tidx', binding.TF_INT32)], [spread, shape])
  }
  return { value: tf.mean(x, [1, 2]), gradFunc }
})
