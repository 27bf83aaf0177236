import type { Tensor4D } from '@tensorflow/tfjs-node'
import { expect, test } from 'vitest'
import { maxPool } from '../../../../main/engine/backend/pooling-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { windowOutputSize } from '../../../../shared/graph/infer-shapes.ts'
import { numericGradients, tapeGradients, uniform, worstDistance } from './gradient-check.ts'

const pooled = (x: Tensor4D, padding: 'same' | 'symmetric') =>
  maxPool(x, { poolSize: [3, 3], strides: [2, 2], padding })

/** PyTorch's `MaxPool2d(3, 2, padding=1)` of a column of numbers, all below zero: padding is never the largest. */
test.each([
  [6, [-5, -3, -1]],
  [5, [-4, -2, -1]],
])('symmetric padding on %i rows', (rows, expected) => {
  const column = Float32Array.from({ length: rows }, (_, row) => row - rows)
  const x = tf.tensor4d(column, [1, rows, 1, 1])
  expect([...pooled(x, 'symmetric').dataSync()]).toEqual(expected)
  expect(windowOutputSize(rows, 3, 2, 'symmetric')).toBe(expected.length)
})

test('SAME pads alike on odd sides only', () => {
  const odd = uniform([1, 7, 7, 2], 1) as Tensor4D
  expect([...pooled(odd, 'symmetric').dataSync()]).toEqual([...pooled(odd, 'same').dataSync()])
  const even = uniform([1, 8, 8, 2], 1) as Tensor4D
  expect([...pooled(even, 'symmetric').dataSync()]).not.toEqual([...pooled(even, 'same').dataSync()])
})

test('its gradient is what differences say', () => {
  const work = (x: Tensor4D) => pooled(x, 'symmetric')
  // No two are near each other: where a maximum changes hands there is no gradient.
  const values = Float32Array.from({ length: 60 }, (_, index) => ((index * 7) % 60) / 10)
  const input = tf.tensor4d(values, [1, 6, 5, 2])
  const run = work as unknown as Parameters<typeof tapeGradients>[0]
  expect(worstDistance(tapeGradients(run, [input]), numericGradients(run, [input]))).toBeLessThan(1e-4)
})
