import type { Tensor4D } from '@tensorflow/tfjs-node'
import type { LayerAttributes } from '../../../shared/graph/layer-graph.ts'
import { tf } from './tensorflow.ts'

/** The lowest 32-bit float: no maximum takes it. */
const LOWEST = -3.4028234663852886e38

/** Max pooling; the symmetric padding, which TensorFlow's op has not, is laid around the map first. */
export function maxPool(x: Tensor4D, { poolSize, strides, padding }: LayerAttributes['maxPooling2d']): Tensor4D {
  const [height, width] = poolSize
  const pair: [number, number] = [strides[0], strides[1]]
  if (padding !== 'symmetric') return tf.maxPool(x, [height, width], pair, padding)
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)]
  const edges: [number, number][] = [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ]
  return tf.maxPool(tf.pad(x, edges, LOWEST), [height, width], pair, 'valid')
}
