import { expect, test } from 'vitest'
import { calibrationOf, listMistakes, summarizeMistakes } from '../../../shared/inspection/mistakes.ts'
import type { StoredEvaluation } from '../../../shared/inspection/stored-evaluation.ts'

/** Truth, prediction and its probability, of two classes. */
const ROWS = [
  [0, 0, 0.9],
  [0, 1, 0.8],
  [0, 0, 0.7],
  [1, 1, 0.95],
  [1, 0, 0.6],
] as const

const evaluation: StoredEvaluation = {
  datasetId: 'd',
  split: 'validation',
  labels: ['cat', 'dog', 'eel'],
  indices: Int32Array.from([10, 11, 12, 13, 14]),
  truths: Int32Array.from(ROWS, ([truth]) => truth),
  classes: Int32Array.from(ROWS.flatMap(([, predicted]) => [predicted, 1 - predicted])),
  probabilities: Float32Array.from(ROWS.flatMap(([, , share]) => [share, 1 - share])),
  truthProbabilities: Float32Array.from(ROWS, ([truth, predicted, share]) => (truth === predicted ? share : 1 - share)),
}

test('scores of classes, by hand', () => {
  const { confusion, classes, top1, loss } = summarizeMistakes(evaluation)
  expect(confusion).toEqual([
    [2, 1, 0],
    [1, 1, 0],
    [0, 0, 0],
  ])
  expect(top1).toBeCloseTo(0.6, 10)
  expect(classes[0]).toEqual({ images: 3, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 })
  expect(classes[1]).toEqual({ images: 2, precision: 0.5, recall: 0.5, f1: 0.5 })
  expect(classes[2]).toEqual({ images: 0, precision: null, recall: null, f1: null })
  const byHand = -[0.9, 0.2, 0.7, 0.95, 0.4].reduce((sum, share) => sum + Math.log(share), 0) / 5
  expect(loss).toBeCloseTo(byHand, 5)
})

test('the expected calibration error, by hand', () => {
  const image = (confidence: number, right: boolean) => {
    return { index: 0, truth: right ? 1 : 0, predicted: 1, confidence, truthProbability: 0, loss: 0 }
  }
  // Two bins: of three at 0.9 two are right; the one at 0.3 is right.
  const images = [image(0.9, true), image(0.9, true), image(0.9, false), image(0.3, true)]
  const { expectedError, largestError, bins } = calibrationOf(images, 2)
  expect(expectedError).toBeCloseTo((3 / 4) * (0.9 - 2 / 3) + (1 / 4) * 0.7, 6)
  expect(largestError).toBeCloseTo(0.7, 6)
  expect(bins.map(({ count }) => count)).toEqual([1, 3])
  expect(calibrationOf([image(1, true)], 5).bins[4]?.count).toBe(1)
})

test('a cell of the table, the most confident mistakes, the highest losses', () => {
  const list = (more: object) =>
    listMistakes(evaluation, { wrongOnly: true, order: 'confidence', ...more }).map(({ index }) => index)
  expect(list({})).toEqual([11, 14])
  expect(list({ truth: 0, predicted: 0 })).toEqual([10, 12])
  expect(list({ wrongOnly: false, order: 'loss' })).toEqual([11, 14, 12, 10, 13])
})
