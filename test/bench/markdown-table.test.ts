import { expect, test } from 'vitest'
import { markdownTable } from '../../bench/markdown-table.ts'

test('a table has a head, a rule and its rows', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |')
})
test('a bar inside a cell stays inside it', () => {
  expect(markdownTable(['a'], [['1|2']])).toContain('| 1\\|2 |')
})
test('a row of another length is refused', () => {
  expect(() => markdownTable(['a', 'b'], [['1']])).toThrow('1 cells under 2 heads')
})
