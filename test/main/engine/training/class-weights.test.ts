import { expect, test } from 'vitest'
import { balancedClassWeights } from '../../../../main/engine/training/class-weights.ts'

test("scikit-learn's balanced weights: 12 samples in 3 classes of 8, 3 and 1", () => {
  expect([...balancedClassWeights([8, 3, 1])]).toEqual([0.5, Math.fround(4 / 3), 4])
})

test('a class without training samples weighs nothing and breaks nothing', () => {
  expect([...balancedClassWeights([4, 0])]).toEqual([0.5, 0])
})
