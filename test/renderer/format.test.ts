import { describe, expect, test } from 'vitest'
import { formatBytes, formatCount, formatDifference, formatDuration } from '../../renderer/format.ts'

const noBreak = (text: string) => text.replaceAll(' ', '\u00A0')

test.each([
  [0, '0'],
  [999, '999'],
  [22_910_480, '22.9 M'],
  [8_357_403_496, '8.36 G'],
])('%s is the count %s', (value, text) => expect(formatCount(value, 'en')).toBe(noBreak(text)))

test.each([
  [0, '0 B'],
  [1500, '1.5 KB'],
  [4_600_000, '4.6 MB'],
  [2_100_000_000, '2.1 GB'],
  [310_000_000, '310 MB'],
])('%s bytes are %s', (value, text) => expect(formatBytes(value, 'en')).toBe(noBreak(text)))

describe('formatDuration', () => {
  const say = (milliseconds: number) => formatDuration(milliseconds, (unit, value) => `${value} ${unit}`)
  test.each([
    [1234, '1.2 seconds'],
    [45_000, '45 seconds'],
    [100_000, '2 minutes'],
    [5_000_000, '83 minutes'],
    [9_000_000, '2.5 hours'],
  ])('%s ms', (value, text) => expect(say(value)).toBe(text))
})

test.each([
  [0, '0'],
  [3.576e-7, '3.6\u00A0×\u00A010⁻⁷'],
  [1e-5, '1.0\u00A0×\u00A010⁻⁵'],
  [0.0123456, '0.0123'],
])('the difference %s reads %s', (value, text) => expect(formatDifference(value)).toBe(text))
