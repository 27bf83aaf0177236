import { expect, test } from 'vitest'
import { imageRows, PREVIEW_LINES } from '../../renderer/image-rows.ts'

const classes = [
  { label: 'cat', count: 10, training: 8, validation: 2, test: 0 },
  { label: 'dog', count: 3, training: 3, validation: 0, test: 0 },
]
const all = { label: null, split: null }

test('all classes show their first lines each', () => {
  expect(PREVIEW_LINES).toBe(2)
  expect(imageRows(classes, all, 3)).toEqual([
    { kind: 'heading', label: 'cat', count: 10 },
    { kind: 'images', label: 'cat', offset: 0, count: 3 },
    { kind: 'images', label: 'cat', offset: 3, count: 3 },
    { kind: 'heading', label: 'dog', count: 3 },
    { kind: 'images', label: 'dog', offset: 0, count: 3 },
  ])
})

test('a class that stands alone shows every image, the last line as long as it is', () => {
  const rows = imageRows(classes, { ...all, label: 'cat' }, 3)
  expect(rows.map((row) => row.count)).toEqual([10, 3, 3, 3, 1])
  expect(rows.at(-1)).toEqual({ kind: 'images', label: 'cat', offset: 9, count: 1 })
})

test('a part without images of a class leaves the class out', () => {
  const rows = imageRows(classes, { label: null, split: 'validation' }, 3)
  expect(rows.map((row) => row.label)).toEqual(['cat', 'cat'])
})
