import { expect, test } from 'vitest'
import { scalingText } from '../../../../main/engine/formats/scaling-text.ts'

test.each([
  [1 / 127.5, -1, 'x / 127.5 - 1'],
  [1 / 255, 0, 'x / 255'],
  [1, 0, 'x'],
  [1, -103.939, 'x - 103.939'],
  [2, 0.5, 'x * 2 + 0.5'],
  [0.0171247538, -2.1179039, 'x / 58.395 - 2.1179'],
  [3.1, 0, 'x * 3.1'],
  [-1, 255, 'x * -1 + 255'],
])('%f and %f', (scale, offset, text) => {
  expect(scalingText({ scale, offset })).toBe(text)
})
