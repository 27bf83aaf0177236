import { expect, test } from 'vitest'
import { activationBytes, activationBytesOf } from '../../../shared/graph/activation-memory.ts'
import { costTerms, type CostTerm } from '../../../shared/graph/cost-formula.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { inferShapes, inputShapes } from '../../../shared/graph/infer-shapes.ts'
import { inceptionModule } from '../../../shared/zoo/inception-module.ts'
import { NETWORK_NAMES, ZOO } from '../../../shared/zoo/zoo.ts'

const values = (term: CostTerm | undefined) =>
  [...(term?.weights ?? []), ...(term?.pixels ?? [])].map(({ value }) => value)

test.each(NETWORK_NAMES)('%s: the products of each layer are its multiply-adds', (name) => {
  const graph = ZOO[name].build(ZOO[name].parse({}) as never)
  const shapes = inferShapes(graph)
  const costs = new Map(countCost(graph).layers.map((layer) => [layer.name, layer]))
  for (const node of graph.nodes) {
    const [input = []] = inputShapes(node, shapes)
    const terms = costTerms(node, input, shapes.get(node.name) ?? [])
    const cost = costs.get(node.name)
    expect(terms.reduce((sum, { macs }) => sum + macs, 0)).toBe(cost?.macs)
    if (terms.length > 0) {
      const biases = 'useBias' in node.attributes && node.attributes.useBias ? (cost?.outputShape.at(-1) ?? 0) : 0
      expect(terms.reduce((sum, { parameters }) => sum + parameters, biases)).toBe(cost?.parameters)
    }
  }
})

test('a separable convolution of the middle flow: 3·3·728·19·19 and 728·728·19·19', () => {
  const graph = ZOO.xception.build(ZOO.xception.parse({}))
  const node = graph.nodes.find(({ name }) => name === 'block5_sepconv1')
  if (!node) throw new Error('there is no block5_sepconv1')
  const [depthwise, pointwise] = costTerms(node, [19, 19, 728], [19, 19, 728])
  expect(values(depthwise)).toEqual([3, 3, 728, 19, 19])
  expect(depthwise?.macs).toBe(2_365_272)
  expect(values(pointwise)).toEqual([728, 728, 19, 19])
  expect(pointwise?.macs).toBe(191_324_224)
})

test('nothing is multiplied by an activation, and a map of floats takes four bytes a value', () => {
  const graph = inceptionModule({ form: 'depthwise-first', activation: 'relu' })
  const relu = graph.nodes.find(({ kind }) => kind === 'activation')
  if (!relu) throw new Error('there is no activation')
  expect(costTerms(relu, [32, 32, 3], [32, 32, 3])).toEqual([])
  expect(activationBytes([19, 19, 728])).toBe(1_051_232)
  expect(activationBytesOf([{ outputShape: [2, 2, 3] }, { outputShape: [10] }])).toBe(88)
})
