import { expect, test } from 'vitest'
import { formatBytes, formatSeconds, progressText } from '../../../scripts/setup/progress-text.mjs'
import { createRecentRate } from '../../../scripts/setup/recent-rate.mjs'

test('size, rate and time left', () => {
  expect(progressText('A', { bytes: 120e6, totalBytes: 274e6, bytesPerSecond: 41e6 })).toBe(
    'A: 120 of 274 MB, 41 MB/s, 4 s left',
  )
  expect(progressText('A', { bytes: 0.24e9, totalBytes: 1.6e9, bytesPerSecond: 8e6 })).toBe(
    'A: 0.2 of 1.6 GB, 8 MB/s, 2 min 50 s left',
  )
})

test('nothing is claimed that is not known', () => {
  expect(progressText('A', { bytes: 0, totalBytes: 1e6, bytesPerSecond: 0 })).toBe('A: 0 of 1 MB, waiting')
  expect(progressText('A', { bytes: 2e6, totalBytes: 1e6, bytesPerSecond: 1e3 })).toBe('A: 2 of 1 MB, 1 kB/s')
  expect(progressText('A', { bytes: 10e6, totalBytes: 860e6, bytesPerSecond: 1e6 })).toBe('A: 10 of 860 MB, 1 MB/s')
})

test('units', () => {
  expect([999, 81_232, 273_829_956, 1.6e9].map(formatBytes)).toEqual(['1 kB', '81 kB', '274 MB', '1.6 GB'])
  expect([0.4, 59.6, 125].map(formatSeconds)).toEqual(['0 s', '1 min 00 s', '2 min 05 s'])
})

test('the rate forgets a slow start', () => {
  const rate = createRecentRate()
  for (let second = 1; second <= 30; second++) rate(second, 0)
  let last = 0
  for (let second = 31; second <= 45; second++) last = rate(second, (second - 30) * 5e6)
  expect(last).toBeCloseTo(5e6)
})
