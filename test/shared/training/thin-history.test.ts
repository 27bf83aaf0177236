import { expect, test } from 'vitest'
import { thinHistory } from '../../../shared/training/thin-history.ts'

/** What is left when a run writes an epoch after the other. */
function afterEpochs(
  epochs: number,
  bytes: number,
  limits: { mostEpochs?: number; mostBytes?: number } = {},
): number[] {
  let kept: { epoch: number; bytes: number }[] = []
  for (let epoch = 1; epoch <= epochs; epoch++) {
    kept.push({ epoch, bytes })
    const gone = new Set(thinHistory(kept, limits))
    kept = kept.filter((each) => !gone.has(each))
  }
  return kept.map(({ epoch }) => epoch)
}

test('a short run keeps every epoch', () => {
  expect(afterEpochs(12, 1000)).toHaveLength(12)
})

test('a long one keeps twenty, the first and the latest among them, evenly', () => {
  const kept = afterEpochs(200, 1000)
  expect(kept).toHaveLength(20)
  expect(kept[0]).toBe(1)
  expect(kept.at(-1)).toBe(200)
  const gaps = kept.slice(1, -1).map((epoch, at) => epoch - (kept[at] ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(40)
})

test('large weights keep to the bytes, but the first and the latest stay', () => {
  expect(afterEpochs(30, 92_000_000).length).toBeLessThanOrEqual(21)
  expect(afterEpochs(30, 400_000_000)).toHaveLength(5)
  expect(afterEpochs(30, 5_000_000_000)).toEqual([1, 30])
})
