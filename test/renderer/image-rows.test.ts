import { expect, test } from 'vitest'
import { imageRows } from '../../renderer/image-rows.ts'

const classes = [
  { label: 'cat', count: 7, training: 5, validation: 2, test: 0 },
  { label: 'dog', count: 3, training: 3, validation: 0, test: 0 },
]
const all = { label: null, split: null }

test('every image has its place in a line of its class', () => {
  expect(imageRows(classes, all, 3)).toEqual([
    { kind: 'heading', label: 'cat', count: 7 },
    { kind: 'images', label: 'cat', offset: 0, count: 3 },
    { kind: 'images', label: 'cat', offset: 3, count: 3 },
    { kind: 'images', label: 'cat', offset: 6, count: 1 },
    { kind: 'heading', label: 'dog', count: 3 },
    { kind: 'images', label: 'dog', offset: 0, count: 3 },
  ])
})

test('a part without images of a class leaves the class out', () => {
  const rows = imageRows(classes, { label: null, split: 'validation' }, 3)
  expect(rows.map((row) => row.label)).toEqual(['cat', 'cat'])
})

test('a class can stand alone', () => {
  expect(imageRows(classes, { ...all, label: 'dog' }, 8)).toHaveLength(2)
})
