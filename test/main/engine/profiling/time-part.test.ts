import { expect, it } from 'vitest'
import { timeEmptySession, timePart } from '../../../../main/engine/profiling/time-part.ts'
import type { PartWork } from '../../../../shared/training/step-parts.ts'
import { leftBehind } from '../backend/gradient-check.ts'

const OPTIONS = { budgetMs: 5, leastRuns: 3 }
const map = { batch: 2, height: 9, width: 9, channels: 6 }
const window = { window: [3, 3], strides: [1, 1], padding: 'same' } as const

const EVERY: readonly PartWork[] = [
  { op: 'convolution', ...map, ...window, strides: [2, 2], padding: 'valid', filters: 5, inputGradient: true },
  { op: 'convolution', ...map, ...window, filters: 5, inputGradient: false },
  { op: 'depthwise', ...map, ...window, inputGradient: true },
  { op: 'pointwise', pixels: 40, channels: 6, filters: 7, inputGradient: true },
  { op: 'subsampling', ...map, strides: [2, 2] },
  { op: 'normalization', ...map },
  { op: 'normalization', ...map, channels: 8 },
  { op: 'activation', ...map, activation: 'relu' },
  { op: 'activation', ...map, activation: 'elu' },
  { op: 'max-pooling', ...map, ...window, strides: [2, 2] },
  { op: 'average-pooling', ...map, ...window },
  { op: 'mean', ...map },
  { op: 'add', ...map },
  { op: 'copy', ...map },
  { op: 'response-normalization', ...map, depthRadius: 2 },
]

it.each(EVERY)('times forward and backward of $op, and leaves nothing behind', (work) => {
  let time = { forwardMs: NaN, backwardMs: NaN }
  const measure = () => void (time = timePart(work, 0, OPTIONS))
  measure()
  expect(time.forwardMs).toBeGreaterThan(0)
  expect(time.backwardMs).toBeGreaterThanOrEqual(0)
  expect(leftBehind(measure)).toEqual({ tfjs: 0, native: 0 })
})

it('finds more work to take longer, and the session itself to take next to nothing', () => {
  const empty = timeEmptySession()
  const small = timePart(
    { op: 'pointwise', pixels: 64, channels: 64, filters: 64, inputGradient: true },
    empty,
    OPTIONS,
  )
  const large = timePart(
    { op: 'pointwise', pixels: 2048, channels: 256, filters: 256, inputGradient: true },
    empty,
    OPTIONS,
  )
  expect(large.forwardMs).toBeGreaterThan(4 * small.forwardMs)
  expect(empty).toBeLessThan(large.forwardMs)
})
