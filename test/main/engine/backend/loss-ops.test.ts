import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { crossEntropy, smoothTargets, sumOfSquares, topShare } from '../../../../main/engine/backend/loss-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { leftBehind, numericGradients, relativeL2, tapeGradients, uniform, worstDistance } from './gradient-check.ts'

const labels = tf.tensor1d([2, 0, 3, 3], 'int32')
const logits = tf.keep(tf.mul(uniform([4, 5], 21), 3)) as Tensor2D
const weights = tf.tensor1d([0.5, 2, 0, 1.25])

describe('smoothTargets', () => {
  it('is one at the label without smoothing', () => {
    const targets = tf.tidy(() => smoothTargets(labels, 5, 0).arraySync())
    expect(targets[0]).toEqual([0, 0, 1, 0, 0])
  })

  it('spreads the smoothing over all classes, as Keras', () => {
    const [row] = tf.tidy(() => smoothTargets(labels, 5, 0.1).arraySync())
    const expected = [0.02, 0.02, 0.92, 0.02, 0.02]
    expected.forEach((value, index) => expect(row?.[index]).toBeCloseTo(value, 6))
  })
})

describe.each([
  { name: 'plain', smoothing: 0, sampleWeights: null },
  { name: 'smoothed', smoothing: 0.1, sampleWeights: null },
  { name: 'weighted and smoothed', smoothing: 0.1, sampleWeights: weights },
])('crossEntropy, $name', ({ smoothing, sampleWeights }) => {
  const ours = (x: Tensor) => crossEntropy(x as Tensor2D, smoothTargets(labels, 5, smoothing), sampleWeights)
  /** The mean over the batch of weight times loss, as Keras' `sum_over_batch_size`. */
  const stock = (x: Tensor) => {
    const losses = tf.neg(tf.sum(tf.mul(smoothTargets(labels, 5, smoothing), tf.logSoftmax(x as Tensor2D)), 1))
    return tf.mean(sampleWeights ? tf.mul(losses, sampleWeights) : losses)
  }

  it('is the mean of -Σ target · log softmax', () => {
    const [received, expected] = tf.tidy(() => [ours(logits).dataSync(), stock(logits).dataSync()])
    expect(relativeL2(received ?? [], expected ?? [])).toBeLessThan(1e-6)
  })

  it("has tfjs' gradient, and the one that finite differences see", () => {
    const gradients = tapeGradients(ours, [logits])
    expect(worstDistance(gradients, tapeGradients(stock, [logits]))).toBeLessThan(1e-6)
    expect(worstDistance(gradients, numericGradients(ours, [logits]))).toBeLessThan(1e-4)
  })

  it('leaves no tensors behind', () => {
    expect(leftBehind(() => tapeGradients(ours, [logits]))).toEqual({ tfjs: 0, native: 0 })
  })
})

it('crossEntropy stays finite for logits whose softmax underflows', () => {
  const far = tf.tensor2d([[200, -200, 0]])
  const [loss] = tf.tidy(() => crossEntropy(far, smoothTargets(tf.tensor1d([1], 'int32'), 3, 0), null).dataSync())
  expect(loss).toBe(400)
})

describe('topShare', () => {
  it('counts the labels among the k largest', () => {
    const ranked = tf.tensor2d([
      [5, 4, 3, 2, 1],
      [1, 2, 3, 4, 5],
      [3, 5, 1, 4, 2],
      [2, 1, 4, 3, 5],
    ])
    const share = (k: number) => tf.tidy(() => topShare(ranked, labels as Tensor1D, k).dataSync()[0])
    expect([1, 2, 3, 4, 5].map(share)).toEqual([0, 0.25, 0.75, 0.75, 1])
  })
})

describe('sumOfSquares', () => {
  it('sums over all tensors', () => {
    const [sum] = tf.tidy(() => sumOfSquares([tf.tensor1d([1, 2]), tf.tensor2d([[3], [-4]])]).dataSync())
    expect(sum).toBe(30)
  })
})
