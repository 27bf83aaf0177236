import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import {
  batchNormInference,
  batchNormTraining,
  type BatchStatistics,
} from '../../../../main/engine/backend/batch-norm-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { leftBehind, numericGradients, relativeL2, tapeGradients, uniform, worstDistance } from './gradient-check.ts'

const EPSILON = 1e-3

const inputs = (channels = 5) => [uniform([3, 2, 4, channels], 11), uniform([channels], 12), uniform([channels], 13)]

function training(onStatistics: (statistics: BatchStatistics) => void = discard) {
  return (x: Tensor, gamma: Tensor, beta: Tensor) =>
    batchNormTraining(x as Tensor4D, gamma as Tensor1D, beta as Tensor1D, EPSILON, onStatistics)
}

function discard({ mean, variance }: BatchStatistics): void {
  tf.dispose([mean, variance])
}

/** What Keras computes, put together from tfjs' ops, through whose every part tfjs differentiates. */
function stockTraining(x: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2])
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, EPSILON))), gamma), beta)
}

type Ternary = (...inputs: [Tensor, Tensor, Tensor]) => Tensor
const open = (work: Ternary) => work as (...given: Tensor[]) => Tensor

// Eight channels take the fused kernel, five the composition.
describe.each([8, 5])('batchNormTraining, %i channels', (channels) => {
  const given = inputs(channels) as [Tensor, Tensor, Tensor]
  const values = (work: Ternary) => tf.tidy(() => work(...given).dataSync())

  it("normalises by the batch's own statistics", () => {
    expect(relativeL2(values(training()), values(stockTraining))).toBeLessThan(1e-6)
  })

  it("has tfjs' gradients of input, gamma and beta", () => {
    const gradients = tapeGradients(open(training()), given)
    expect(worstDistance(gradients, tapeGradients(open(stockTraining), given))).toBeLessThan(1e-5)
  })

  it('has the gradients that finite differences see', () => {
    const gradients = tapeGradients(open(training()), given)
    expect(worstDistance(gradients, numericGradients(open(training()), given))).toBeLessThan(1e-4)
  })

  it("gives the batch's variance without Bessel's correction, which the kernel applies", () => {
    let received: BatchStatistics | undefined
    tf.tidy(() => training((statistics) => (received = statistics))(...given))
    const { mean, variance } = tf.moments(given[0], [0, 1, 2])
    expect(relativeL2(received?.mean.dataSync() ?? [], mean.dataSync())).toBeLessThan(1e-6)
    expect(relativeL2(received?.variance.dataSync() ?? [], variance.dataSync())).toBeLessThan(1e-6)
  })

  it('takes a single value per channel, whose variance is zero', () => {
    const [, gamma, beta] = given
    let variance: number[] = []
    const output = tf.tidy(() => {
      const keep = (statistics: BatchStatistics) => {
        variance = Array.from(statistics.variance.dataSync())
        discard(statistics)
      }
      return training(keep)(uniform([1, 1, 1, channels], 4), gamma, beta).dataSync()
    })
    expect(variance).toEqual(new Array(channels).fill(0))
    expect(relativeL2(output, beta.dataSync())).toBeLessThan(1e-6)
  })

  it('leaves no tensors behind but the statistics that it hands out', () => {
    expect(leftBehind(() => tapeGradients(open(training()), given))).toEqual({ tfjs: 0, native: 0 })
  })
})

describe('batchNormInference', () => {
  const statistics = { mean: uniform([5], 14) as Tensor1D, variance: tf.abs(uniform([5], 15)) as Tensor1D }
  const ours = (x: Tensor, gamma: Tensor, beta: Tensor) =>
    batchNormInference(x as Tensor4D, gamma as Tensor1D, beta as Tensor1D, statistics, EPSILON)
  const stock = (x: Tensor, gamma: Tensor, beta: Tensor) =>
    tf.batchNorm(x, statistics.mean, statistics.variance, beta as Tensor1D, gamma as Tensor1D, EPSILON)

  it('gives what tfjs gives', () => {
    const [received, expected] = tf.tidy(() => {
      const given = inputs() as [Tensor, Tensor, Tensor]
      return [ours(...given).dataSync(), stock(...given).dataSync()]
    })
    expect(relativeL2(received ?? [], expected ?? [])).toBeLessThan(1e-6)
  })

  it("has tfjs' gradients, and those that finite differences see", () => {
    const gradients = tapeGradients(open(ours), inputs())
    expect(worstDistance(gradients, tapeGradients(open(stock), inputs()))).toBeLessThan(1e-6)
    expect(worstDistance(gradients, numericGradients(open(ours), inputs()))).toBeLessThan(1e-4)
  })

  it('leaves no tensors behind', () => {
    const given = inputs()
    expect(leftBehind(() => tapeGradients(open(ours), given))).toEqual({ tfjs: 0, native: 0 })
  })
})
