import type { Tensor } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { activate } from '../../../../main/engine/backend/activation-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { leftBehind, numericGradients, tapeGradients, uniform, worstDistance } from './gradient-check.ts'

const STOCK = {
  linear: (x: Tensor) => tf.mul(x, 1),
  relu: (x: Tensor) => tf.relu(x),
  elu: (x: Tensor) => tf.elu(x),
  softmax: (x: Tensor) => tf.softmax(x),
} as const

describe.each(['linear', 'relu', 'elu', 'softmax'] as const)('activate %s', (name) => {
  const ours = (x: Tensor) => activate(x, name)
  const x = uniform([3, 4, 7], 1)

  it('gives what tfjs gives', () => {
    const [received, expected] = tf.tidy(() => [ours(x).dataSync(), STOCK[name](x).dataSync()])
    expect(worstDistance([received as Float32Array], [expected as Float32Array])).toBeLessThan(1e-6)
  })

  // x itself as output would let tfjs' tape end before it began.
  const differentiable = (given: Tensor) => tf.mul(ours(given), 1)

  it("has tfjs' gradient", () => {
    expect(worstDistance(tapeGradients(differentiable, [x]), tapeGradients(STOCK[name], [x]))).toBeLessThan(1e-6)
  })

  it('has the gradient that finite differences see', () => {
    expect(worstDistance(tapeGradients(differentiable, [x]), numericGradients(ours, [x]))).toBeLessThan(1e-4)
  })

  it('leaves no tensors behind', () => {
    expect(leftBehind(() => tapeGradients(differentiable, [x]))).toEqual({ tfjs: 0, native: 0 })
  })
})

it('ELU has a gradient of e^x just below zero and of 1 just above', () => {
  const [gradient] = tapeGradients((x) => activate(x, 'elu'), [tf.tensor1d([-1e-3, 1e-3, -20])])
  const [relative] = tapeGradients((x) => tf.mul(x, 1), [tf.tensor1d([0, 0, 0])])
  const slopes = Array.from(gradient ?? [], (value, index) => value / (relative?.[index] ?? NaN))
  expect(slopes[0]).toBeCloseTo(Math.exp(-1e-3), 6)
  expect(slopes[1]).toBeCloseTo(1, 6)
  expect(slopes[2]).toBeCloseTo(0, 6)
})
