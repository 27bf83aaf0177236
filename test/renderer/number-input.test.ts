import { expect, test } from 'vitest'
import { parseNumber } from '../../renderer/number-input.ts'

const range = { min: 0, max: 10 }

test.each([
  ['3', 3],
  [' 0.045 ', 0.045],
  ['0,5', 0.5],
  ['.5', 0.5],
  ['1e-5', 0.00001],
  ['10', 10],
])('%s is %s', (text, value) => expect(parseNumber(text, range)).toBe(value))

test.each(['', 'ten', '11', '-1', '0x5', 'Infinity', '1 2', '1e'])('%s is no value', (text) =>
  expect(parseNumber(text, range)).toBeNull(),
)

test('whole numbers only, where they are wanted', () => {
  expect(parseNumber('2.5', { ...range, integer: true })).toBeNull()
  expect(parseNumber('2', { ...range, integer: true })).toBe(2)
})
