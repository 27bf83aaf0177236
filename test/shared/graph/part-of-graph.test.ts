import { expect, test } from 'vitest'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { partOfGraph } from '../../../shared/graph/part-of-graph.ts'
import { inceptionV1 } from '../../../shared/zoo/inception-v1.ts'
import { xception } from '../../../shared/zoo/xception.ts'

test('a module keeps its layers, shapes and costs', () => {
  const graph = inceptionV1()
  const part = partOfGraph(graph, 'inception-3/inception_3a')
  expect(part.inputShape).toEqual([28, 28, 192])
  expect(part.outputs).toEqual(['inception_3a'])
  const inside = countCost(graph).layers.filter(({ block }) => block.startsWith('inception-3/inception_3a'))
  expect(countCost(part).layers.slice(1)).toEqual(inside)
})

test('a residual module reads one map twice', () => {
  const part = partOfGraph(xception(), 'middle/block5')
  expect(part.inputShape).toEqual([19, 19, 728])
  expect(part.nodes.filter(({ inputs }) => inputs.includes('input'))).toHaveLength(2)
  expect(part.outputs).toEqual(['block5_add'])
})

test('what is no module is refused', () => {
  expect(() => partOfGraph(xception(), 'nowhere')).toThrow('reads 0 maps')
})
