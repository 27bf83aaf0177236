import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { globalMean } from '../../../../main/engine/backend/reduction-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { leftBehind, numericGradients, tapeGradients, uniform, worstDistance } from './gradient-check.ts'

describe('globalMean', () => {
  const ours = (x: Tensor) => globalMean(x as Tensor4D)
  const stock = (x: Tensor) => tf.mean(x, [1, 2])
  const x = uniform([2, 3, 5, 4], 3)

  it('is the mean over height and width', () => {
    const [received, expected] = tf.tidy(() => [ours(x), stock(x)] as const)
    expect(received.shape).toEqual([2, 4])
    expect(worstDistance([received.dataSync() as Float32Array], [expected.dataSync() as Float32Array])).toBeLessThan(
      1e-6,
    )
    tf.dispose([received, expected])
  })

  it("has tfjs' gradient, and the one that finite differences see", () => {
    const gradients = tapeGradients(ours, [x])
    expect(worstDistance(gradients, tapeGradients(stock, [x]))).toBeLessThan(1e-6)
    expect(worstDistance(gradients, numericGradients(ours, [x]))).toBeLessThan(1e-4)
  })

  it('leaves no tensors behind', () => {
    expect(leftBehind(() => tapeGradients(ours, [x]))).toEqual({ tfjs: 0, native: 0 })
  })
})
