import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node'
import { tf } from './tensorflow.ts'

/** The channels `start` to `start + size - 1` of a map. */
export function sliceChannels(x: Tensor4D, start: number, size: number): Tensor4D {
  const [batch, height, width] = x.shape
  return tf.slice(x, [0, 0, 0, start], [batch, height, width, size])
}

/** Maps of one size side by side along their channels; the gradient of each is its own channels of the whole's. */
export function joinChannels(maps: readonly Tensor4D[]): Tensor4D {
  const sizes = maps.map((map) => map.shape[3])
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0))
  const op = tf.customGrad((...given) => {
    const inputs = given.slice(0, -1) as Tensor4D[]
    const gradFunc = (dy: Tensor) =>
      sizes.map((size, index) => sliceChannels(dy as Tensor4D, starts[index] ?? 0, size)) as Tensor[]
    return { value: tf.concat(inputs, 3), gradFunc }
  })
  return op(...maps) as Tensor4D
}

/** As many ones as a vector has values. */
export const onesFor = ({ shape }: Tensor1D): Tensor1D => tf.fill(shape, 1)
