import { expect, test } from 'vitest'
import { CONFUSION_LIMIT, sumEvaluations } from '../../../../main/engine/training/evaluation.ts'

const batch = (...labels: number[]) => {
  return {
    labels: Int32Array.from(labels),
    count: labels.length,
    pixels: new Uint8Array(),
    indices: new Int32Array(labels.length),
  }
}

test('means are over samples, not over batches of unequal size', () => {
  const sum = sumEvaluations(3)
  expect(sum.result()).toBeNull()
  sum.add(batch(0, 1, 2), { loss: 3, top1: 3, top5: 3, predicted: Int32Array.of(0, 1, 2) })
  sum.add(batch(2), { loss: 5, top1: 0, top5: 1, predicted: Int32Array.of(0) })
  expect(sum.samples).toBe(4)
  expect(sum.result()).toEqual({
    samples: 4,
    metrics: { loss: 2, top1: 0.75, top5: 1 },
    confusion: [
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 1],
    ],
  })
})

test('no table for very many classes', () => {
  const sum = sumEvaluations(CONFUSION_LIMIT + 1)
  sum.add(batch(300), { loss: 1, top1: 1, top5: 1, predicted: Int32Array.of(300) })
  expect(sum.result()).toMatchObject({ confusion: null, metrics: { top1: 1 } })
})
