import { describe, expect, test } from 'vitest'
import { median, speedRatio, spread } from '../../bench/ratios.ts'

describe('median', () => {
  test('is the middle value, in whatever order they come', () => {
    expect(median([9, 1, 4])).toBe(4)
  })
  test('is the mean of the two middle values of an even count', () => {
    expect(median([10, 1, 4, 2])).toBe(3)
  })
  test('of nothing is refused', () => {
    expect(() => median([])).toThrow()
  })
})

test('a spread has the lowest and the highest beside the median', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 })
})

describe('speedRatio', () => {
  test('is above 1 where ours needs fewer seconds', () => {
    expect(speedRatio([1], [1.5])).toEqual({ median: 1.5, min: 1.5, max: 1.5 })
  })
  test('pairs the rounds: load that meets both alike leaves it where it was', () => {
    expect(speedRatio([1, 3, 1], [2, 6, 2])).toEqual({ median: 2, min: 2, max: 2 })
  })
  test('refuses rounds that do not pair', () => {
    expect(() => speedRatio([1, 2], [1])).toThrow('2 rounds against 1')
  })
})
