import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node'
import type { Preprocessing } from '../../../shared/graph/layer-graph.ts'
import { rawOp, typeAttribute } from './raw-op.ts'
import { backend, tf } from './tensorflow.ts'

const { binding } = backend

/**
 * Pixels as a native uint8 tensor, a quarter of the traffic of floats. TensorFlow shares the array's memory: it must not
 * change before the tensor is disposed.
 */
export function pixelTensor(pixels: Uint8Array, count: number, size: number): Tensor4D {
  const shape = [count, size, size, 3]
  const id = binding.createTensor(shape, binding.TF_UINT8, pixels)
  return backend.createOutputTensor({ id, shape, dtype: binding.TF_UINT8 }) as Tensor4D
}

/** Native uint8 pixels as the network's input: `pixel * scale + offset`. */
export function preprocess(pixels: Tensor4D, { scale, offset }: Preprocessing): Tensor4D {
  const floats = rawOp<Tensor4D>(
    'Cast',
    [typeAttribute('SrcT', binding.TF_UINT8), typeAttribute('DstT', binding.TF_FLOAT)],
    [pixels],
  )
  return tf.add(tf.mul(floats, scale), offset)
}

/**
 * Dropout as Keras': `rate` of the values to zero, the others divided by `1 - rate`. The mask depends on `seed` alone
 * (int32, `[2]`), so a resumed run draws what it would have drawn.
 */
export function dropOut<T extends Tensor>(x: T, rate: number, seed: Tensor1D): T {
  const attributes = [
    typeAttribute('dtype', binding.TF_FLOAT),
    typeAttribute('T', binding.TF_INT32),
    typeAttribute('Tseed', binding.TF_INT32),
  ]
  const draws = rawOp('StatelessRandomUniform', attributes, [tf.tensor1d(x.shape, 'int32'), seed])
  const kept = tf.cast(tf.greaterEqual(draws, rate), 'float32')
  return tf.mul(x, tf.mul(kept, 1 / (1 - rate)))
}
