import { describe, expect, it } from 'vitest'
import { createBatchPredictor } from '../../../../main/engine/inspection/predict-batches.ts'
import { createModel } from '../../../../main/engine/model/model.ts'
import { predict } from '../../../../main/engine/model/predict.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import { leftBehind } from '../backend/gradient-check.ts'

const SIZE = 32
const graph = xception(xceptionOptionsSchema.parse({ inputSize: SIZE, width: 0.1, middle: 1, classes: 3 }))

function images(count: number): Uint8Array[] {
  const random = createRandom(count)
  return Array.from({ length: count }, () => new Uint8Array(SIZE * SIZE * 3).map(() => random.below(256)))
}

describe('images in batches', () => {
  it.each([
    ['a few, op by op', 3],
    ['many, compiled', 200],
  ])('have the probabilities that each has alone: %s', (_, planned) => {
    const model = createModel(graph, 1)
    const given = images(3)
    const predictor = createBatchPredictor(model, planned)
    const found = predictor.predict(given)
    expect(found).toHaveLength(3)
    found.forEach((probabilities, at) => {
      const alone = predict(model, given[at] as Uint8Array, 1)
      expect(probabilities).toHaveLength(3)
      probabilities.forEach((value, index) => expect(value).toBeCloseTo(alone[index] ?? NaN, 5))
    })
    expect(predictor.predict([])).toEqual([])
    predictor.dispose()
    model.dispose()
  })

  it('leave nothing behind', () => {
    const model = createModel(graph, 1)
    const use = () => {
      const predictor = createBatchPredictor(model, 3)
      predictor.predict(images(3))
      predictor.dispose()
      return 0
    }
    use()
    expect(leftBehind(use)).toEqual({ tfjs: 0, native: 0 })
    model.dispose()
  })
})
