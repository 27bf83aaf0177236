import { expect, test } from 'vitest'
import { classScores } from '../../../renderer/run/class-scores.ts'

test('recall, precision and the usual mistake come from the confusion matrix', () => {
  const confusion = [
    [8, 2, 0],
    [1, 9, 0],
    [0, 0, 0],
  ]
  expect(classScores(confusion, ['cat', 'dog', 'owl'])).toEqual([
    { label: 'cat', total: 10, recall: 0.8, precision: 8 / 9, confusedWith: { label: 'dog', count: 2 } },
    { label: 'dog', total: 10, recall: 0.9, precision: 9 / 11, confusedWith: { label: 'cat', count: 1 } },
    { label: 'owl', total: 0, recall: null, precision: null, confusedWith: null },
  ])
})
