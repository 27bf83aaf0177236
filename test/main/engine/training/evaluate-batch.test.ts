import { describe, expect, it } from 'vitest'
import { predict } from '../../../../main/engine/model/predict.ts'
import type { Batch } from '../../../../main/engine/dataset/batches.ts'
import type { Model } from '../../../../main/engine/model/model.ts'
import { openEvaluation } from '../../../../main/engine/training/evaluate-batch.ts'
import { leftBehind } from '../backend/gradient-check.ts'
import { tinyBatch, tinyModel } from './tiny-network.ts'

describe.each(['eager', 'compiled'] as const)('an evaluation, %s', (engine) => {
  // More than the batch holds, so that the compiled one is padded.
  const evaluateBatch = (model: Model, batch: Batch) => {
    const pass = openEvaluation(model, { capacity: 12, engine })
    try {
      return pass.evaluate(batch)
    } finally {
      pass.close()
    }
  }
  const model = tinyModel()
  const batch = tinyBatch(9, 2)
  const probabilities = predict(model, batch.pixels, batch.count)
  const rows = Array.from(batch.labels, (label, index) => ({
    label,
    row: probabilities.slice(index * 6, index * 6 + 6),
  }))
  const rank = ({ label, row }: (typeof rows)[number]) => row.filter((value) => value > (row[label] ?? NaN)).length
  const evaluation = evaluateBatch(model, batch)

  it('sums the loss over the batch, without penalty or smoothing', () => {
    const sum = rows.reduce((total, { label, row }) => total - Math.log(row[label] ?? NaN), 0)
    expect(evaluation.loss / sum).toBeCloseTo(1, 5)
  })

  it('counts hits among the first and the first five', () => {
    expect(evaluation.top1).toBe(rows.filter((each) => rank(each) < 1).length)
    expect(evaluation.top5).toBe(rows.filter((each) => rank(each) < 5).length)
    expect(evaluation.top5).toBeGreaterThan(evaluation.top1)
  })

  it('gives the most probable class of each image', () => {
    expect(Array.from(evaluation.predicted)).toEqual(rows.map(({ row }) => row.indexOf(Math.max(...row))))
  })

  it('counts every image among the first five of three classes', () => {
    const small = tinyModel({ classes: 3 })
    expect(evaluateBatch(small, tinyBatch(7, 3, 3)).top5).toBe(7)
    small.dispose()
  })

  it('leaves no tensors behind', () => {
    expect(leftBehind(() => evaluateBatch(model, batch))).toEqual({ tfjs: 0, native: 0 })
  })
})
