import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import type { Pair } from '../../../shared/graph/layer-graph.ts'
import { FLOAT, intAttribute, rawOp, typeAttribute } from './raw-op.ts'
import { backend, tf } from './tensorflow.ts'

const { binding } = backend

/** Every nth pixel in each direction, from the first on. tfjs' strided slice has no gradient. */
export function everyNth(x: Tensor4D, [vertical, horizontal]: Pair): Tensor4D {
  const op = tf.customGrad((given) => {
    const input = given as Tensor4D
    const gradFunc = (dy: Tensor) =>
      rawOp('StridedSliceGrad', attributes(), [vector(input.shape), ...bounds(input.shape, vertical, horizontal), dy])
    const value = rawOp('StridedSlice', attributes(), [input, ...bounds(input.shape, vertical, horizontal)])
    return { value, gradFunc }
  })
  return op(x) as Tensor4D
}

const vector = (values: readonly number[]) => tf.tensor1d([...values], 'int32')

const bounds = (shape: readonly number[], vertical: number, horizontal: number) => [
  vector([0, 0, 0, 0]),
  vector(shape),
  vector([1, vertical, horizontal, 1]),
]

function attributes() {
  const masks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask']
  return [FLOAT, typeAttribute('Index', binding.TF_INT32), ...masks.map((mask) => intAttribute(mask, 0))]
}
