import type { Tensor } from '@tensorflow/tfjs-node'
import { countNativeTensors, tf } from '../../../../main/engine/backend/tensorflow.ts'
import { createRandom } from '../../../../shared/training/random.ts'

/** Euclidean distance over the length of what is right. */
export function relativeL2(received: ArrayLike<number>, expected: ArrayLike<number>): number {
  let distance = 0
  let length = 0
  for (let index = 0; index < expected.length; index++) {
    distance += ((received[index] ?? NaN) - (expected[index] ?? NaN)) ** 2
    length += (expected[index] ?? NaN) ** 2
  }
  return Math.sqrt(distance) / Math.max(Math.sqrt(length), 1e-30)
}

/** Values in -1..1, none nearer to zero than 0.05, so that a kink at zero stays out of a small step's way. */
export function uniform(shape: readonly number[], seed: number): Tensor {
  const random = createRandom(seed)
  const draw = () => (0.05 + 0.95 * random.next()) * (random.next() < 0.5 ? -1 : 1)
  const size = shape.reduce((product, side) => product * side, 1)
  return tf.tensor(Float32Array.from({ length: size }, draw), [...shape])
}

type Work = (...inputs: Tensor[]) => Tensor

/** Gradients of Σ work(inputs) · weighting, by tfjs' tape; the weighting makes every output count differently. */
export function tapeGradients(work: Work, inputs: readonly Tensor[], seed = 99): Float32Array[] {
  return tf.tidy(() => {
    const weighting = uniform(work(...inputs).shape, seed)
    const gradients = tf.grads((...given: Tensor[]) => tf.sum(tf.mul(work(...given), weighting)))([...inputs])
    return gradients.map((gradient) => gradient.dataSync<'float32'>() as Float32Array)
  })
}

/** The same by central differences, Richardson's step of them, summed in double precision: good to about 1e-5. */
export function numericGradients(work: Work, inputs: readonly Tensor[], seed = 99): Float32Array[] {
  return inputs.map((input, position) => {
    const values = input.dataSync<'float32'>().slice() as Float32Array
    const at = (index: number, move: number) =>
      tf.tidy(() => {
        const moved = values.slice()
        moved[index] = (moved[index] ?? 0) + move
        const output = work(...inputs.map((each, other) => (other === position ? tf.tensor(moved, each.shape) : each)))
        return dot(output.dataSync(), uniform(output.shape, seed).dataSync())
      })
    const slope = (index: number, step: number) => (at(index, step) - at(index, -step)) / (2 * step)
    return values.map((_, index) => (4 * slope(index, STEP) - slope(index, 2 * STEP)) / 3)
  })
}

const STEP = 1 / 64

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

/** Largest relative L2 distance over the inputs. */
export function worstDistance(received: readonly Float32Array[], expected: readonly Float32Array[]): number {
  return Math.max(...expected.map((each, index) => relativeL2(received[index] ?? [], each)))
}

/** How many tensors, tfjs' and native ones, `work` leaves behind. Its first run, which uploads its inputs, isn't counted. */
export function leftBehind(work: () => void): { readonly tfjs: number; readonly native: number } {
  work()
  const before = { tfjs: tf.memory().numTensors, native: countNativeTensors() }
  work()
  return { tfjs: tf.memory().numTensors - before.tfjs, native: countNativeTensors() - before.native }
}
