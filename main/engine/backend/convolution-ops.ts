import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node'
import type { ActivationName, Padding, Pair } from '../../../shared/graph/layer-graph.ts'
import { activate } from './activation-ops.ts'
import { everyNth } from './every-nth.ts'
import { addBias, matrixProduct } from './matrix-ops.ts'
import { tf } from './tensorflow.ts'

export interface Window {
  readonly strides: Pair
  readonly padding: Padding
}

/** What follows a convolution at once: its bias, and an activation that nothing else comes before. */
export interface Epilogue {
  readonly bias?: Tensor1D
  readonly activation?: ActivationName
}

/**
 * Convolution in NHWC; kernel `[height, width, in, out]`. A 1x1 is a matrix product over the pixels that it reads, which
 * is 1.1 to 2 times faster than the convolution kernel, backward too. (With a stride, oneDNN's gradient of a 1x1 kernel
 * with few channels also differs from one call to the next.) The epilogue comes before the product is a map again, where
 * TensorFlow makes one op of all three.
 */
export function convolve(
  x: Tensor4D,
  kernel: Tensor4D,
  { strides, padding }: Window,
  epilogue: Epilogue = {},
): Tensor4D {
  const [height, width, channels, filters] = kernel.shape
  if (height !== 1 || width !== 1) return finish(tf.conv2d(x, kernel, [strides[0], strides[1]], padding), epilogue)
  const read = strides[0] === 1 && strides[1] === 1 ? x : everyNth(x, strides)
  const [batch, rows, columns] = read.shape
  const pixels: Tensor2D = tf.reshape(read, [batch * rows * columns, channels])
  const mixed = matrixProduct(pixels, tf.reshape(kernel, [channels, filters]))
  return tf.reshape(finish(mixed, epilogue), [batch, rows, columns, filters])
}

/** Adds the bias, then applies the activation. */
export function finish<T extends Tensor>(x: T, { bias, activation = 'linear' }: Epilogue): T {
  return activate(bias ? addBias(x, bias) : x, activation)
}

/**
 * One kernel per channel; kernel `[height, width, channels, 1]`. The bias is added by a plain sum: TensorFlow 2.21 fails
 * to rewrite graphs in which a residual follows a depthwise convolution's own kind of bias, and then fuses nothing.
 */
export function convolveDepthwise(
  x: Tensor4D,
  kernel: Tensor4D,
  window: Window,
  { bias, activation = 'linear' }: Epilogue = {},
): Tensor4D {
  const y = depthwise(x, kernel, window)
  return activate(bias ? tf.add(y, bias) : y, activation)
}

function depthwise(x: Tensor4D, kernel: Tensor4D, { strides, padding }: Window): Tensor4D {
  const plain = (input: Tensor4D) => tf.depthwiseConv2d(input, kernel, [strides[0], strides[1]], padding)
  const [, rows, columns] = x.shape
  const [below, right] = [Math.max(0, kernel.shape[0] - rows), Math.max(0, kernel.shape[1] - columns)]
  const smaller = below > 0 || right > 0
  if (!smaller || padding === 'valid' || strides[0] !== 1 || strides[1] !== 1) return plain(x)
  // On a map smaller than the kernel oneDNN's gradient of the kernel is thirty times slower: give it a whole one, with
  // the zeros that SAME would have put there.
  const edges: [number, number][] = [
    [0, 0],
    [0, below],
    [0, right],
    [0, 0],
  ]
  const padded = tf.pad(x, edges)
  return tf.slice(plain(padded), [0, 0, 0, 0], x.shape)
}
