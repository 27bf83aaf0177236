import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-node'
import type { Padding, Pair } from '../../../shared/graph/layer-graph.ts'
import { tf } from './tensorflow.ts'

export interface Window {
  readonly strides: Pair
  readonly padding: Padding
}

/**
 * Convolution in NHWC; kernel `[height, width, in, out]`. A 1x1 with stride 1 is a matrix product over the pixels, which
 * is 1.1 to 2 times faster than the convolution kernel, backward too.
 */
export function convolve(x: Tensor4D, kernel: Tensor4D, { strides, padding }: Window): Tensor4D {
  const [height, width, channels, filters] = kernel.shape
  const pointwise = height === 1 && width === 1 && strides[0] === 1 && strides[1] === 1
  if (!pointwise) return tf.conv2d(x, kernel, [strides[0], strides[1]], padding)
  const [batch, rows, columns] = x.shape
  const pixels: Tensor2D = tf.reshape(x, [batch * rows * columns, channels])
  const mixed = tf.matMul(pixels, tf.reshape(kernel, [channels, filters]))
  return tf.reshape(mixed, [batch, rows, columns, filters])
}

/** One kernel per channel; kernel `[height, width, channels, 1]`. */
export function convolveDepthwise(x: Tensor4D, kernel: Tensor4D, { strides, padding }: Window): Tensor4D {
  return tf.depthwiseConv2d(x, kernel, [strides[0], strides[1]], padding)
}
