import { describe, expect, it } from 'vitest'
import { matchWeights } from '../../../../main/engine/model/match-weights.ts'
import { createModel, readWeights } from '../../../../main/engine/model/model.ts'
import { replaceHead } from '../../../../shared/graph/replace-head.ts'
import { tinyGraph } from '../training/tiny-network.ts'

const graph = tinyGraph({ classes: 3 })

function weightsOf(seed: number, of = graph) {
  const model = createModel(of, seed)
  const weights = readWeights(model)
  model.dispose()
  return weights
}

const given = { graph, labels: ['cat', 'dog', 'owl'], weights: weightsOf(1) }
const column = (values: Float32Array | undefined, classes: number, index: number) =>
  values?.filter((_, position) => position % classes === index)

describe('matchWeights', () => {
  it('gives each class its own column, whatever the order, and a new one fresh weights from the seed', () => {
    const wanted = { graph: replaceHead(graph, null, 4), labels: ['ant', 'owl', 'cat', 'dog'] }
    const { matched, fresh, keptClasses } = matchWeights(wanted, given, 7)
    expect(fresh).toEqual([])
    expect(keptClasses).toEqual(['owl', 'cat', 'dog'])
    const own = given.weights.get('predictions/kernel')
    const kernel = matched.get('predictions/kernel')
    expect(kernel).toHaveLength(8 * 4)
    expect(column(kernel, 4, 1)).toEqual(column(own, 3, 2))
    expect(column(kernel, 4, 2)).toEqual(column(own, 3, 0))
    const anew = weightsOf(7, wanted.graph).get('predictions/kernel')
    expect(column(kernel, 4, 0)).toEqual(column(anew, 4, 0))
    expect(matched.get('predictions/bias')).toHaveLength(4)
    expect(matched.get('hidden/kernel')).toBe(given.weights.get('hidden/kernel'))
  })

  it('shrinks to the classes that are left', () => {
    const { matched } = matchWeights({ graph: replaceHead(graph, null, 1), labels: ['dog'] }, given, 7)
    expect(matched.get('predictions/kernel')).toEqual(column(given.weights.get('predictions/kernel'), 3, 1))
  })

  it('takes nothing of the last layer where no class is known, though shapes agree', () => {
    const { fresh, keptClasses, matched } = matchWeights({ graph, labels: ['a', 'b', 'c'] }, given, 7)
    expect([fresh, keptClasses]).toEqual([['predictions'], []])
    expect(matched.has('predictions/bias')).toBe(false)
  })

  it('leaves a new head fresh and keeps the trunk', () => {
    const wanted = { graph: replaceHead(graph, [{ kind: 'dense', units: 5 }], 3), labels: given.labels }
    const { fresh, matched } = matchWeights(wanted, given, 7)
    expect(fresh).toEqual(['head_dense1', 'predictions'])
    expect(matched.has('sepconv/pointwise_kernel')).toBe(true)
  })
})
