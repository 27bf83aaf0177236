import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import type { Pair } from '../../../shared/graph/layer-graph.ts'
import { FLOAT, intAttribute, rawOp, stringAttribute } from './raw-op.ts'
import { tf } from './tensorflow.ts'

/**
 * Every nth pixel in each direction, from the first on: the mean over windows of one pixel. TensorFlow's strided slice
 * gives the same, 14 times slower forward and 3 times backward.
 */
export function everyNth(x: Tensor4D, [vertical, horizontal]: Pair): Tensor4D {
  const attributes = [
    FLOAT,
    intAttribute('ksize', [1, 1, 1, 1]),
    intAttribute('strides', [1, vertical, horizontal, 1]),
    stringAttribute('padding', 'VALID'),
    stringAttribute('data_format', 'NHWC'),
  ]
  const op = tf.customGrad((given) => {
    const input = given as Tensor4D
    const gradFunc = (dy: Tensor) => rawOp('AvgPoolGrad', attributes, [tf.tensor1d(input.shape, 'int32'), dy])
    return { value: rawOp('AvgPool', attributes, [input]), gradFunc }
  })
  return op(x) as Tensor4D
}
