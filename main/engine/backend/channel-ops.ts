import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node'
import { tf } from './tensorflow.ts'

/** The channels `start` to `start + size - 1` of a map, or such values of each vector. */
export function sliceChannels<T extends Tensor2D | Tensor4D>(x: T, start: number, size: number): T {
  const before = x.shape.slice(0, -1)
  return tf.slice(x, [...before.map(() => 0), start], [...before, size]) as T
}

/** Maps of one size side by side along their channels, or vectors; the gradient of each is its own part of the whole's. */
export function joinChannels<T extends Tensor2D | Tensor4D>(maps: readonly T[]): T {
  const sizes = maps.map((map) => map.shape.at(-1) ?? 0)
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0))
  const op = tf.customGrad((...given) => {
    const inputs = given.slice(0, -1) as T[]
    const gradFunc = (dy: Tensor) =>
      sizes.map((size, index) => sliceChannels(dy as T, starts[index] ?? 0, size)) as Tensor[]
    return { value: tf.concat(inputs, -1), gradFunc }
  })
  return op(...maps) as T
}

/** As many ones as a vector has values. */
export const onesFor = ({ shape }: Tensor1D): Tensor1D => tf.fill(shape, 1)
