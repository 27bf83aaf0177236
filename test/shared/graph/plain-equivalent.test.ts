import { expect, test } from 'vitest'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import { plainEquivalent } from '../../../shared/graph/plain-equivalent.ts'
import { inceptionModule } from '../../../shared/zoo/inception-module.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const VARIANTS = (['depthwise-first', 'pointwise-first'] as const).flatMap((order) =>
  (['none', 'relu'] as const).map((activation) => ({ order, activation })),
)

test.each(VARIANTS)('Xception with $order, $activation: 34 separable convolutions become ordinary ones', (variant) => {
  const graph = xception(variant)
  const plain = plainEquivalent(graph)
  const kinds = plain.nodes.map(({ kind }) => kind)
  expect(kinds).not.toContain('separableConv2d')
  expect(kinds).not.toContain('depthwiseConv2d')
  // 2 ordinary, 34 that were separable, 4 shortcuts.
  expect(kinds.filter((kind) => kind === 'conv2d')).toHaveLength(40)
  const [before, after] = [inferShapes(graph), inferShapes(plain)]
  for (const { name } of plain.nodes) expect(after.get(name), name).toEqual(before.get(name))
})

test('every variant of Xception has the same plain network in numbers', () => {
  const costs = VARIANTS.map((variant) => countCost(plainEquivalent(xception(variant))))
  expect(new Set(costs.map(({ macs }) => macs)).size).toBe(1)
  expect(new Set(costs.map(({ totalParameters }) => totalParameters)).size).toBe(1)
})

test('a separable convolution costs 1/D + 1/k² of the plain one', () => {
  const of = (graph: Parameters<typeof countCost>[0], name: string) =>
    countCost(graph).layers.find((layer) => layer.name === name)?.macs ?? 0
  const graph = xception()
  const ratio = of(graph, 'block5_sepconv1') / of(plainEquivalent(graph), 'block5_sepconv1')
  expect(ratio).toBeCloseTo(1 / 728 + 1 / 9, 12)
})

test('the plain network of a module is the plain module', () => {
  for (const form of ['depthwise-first', 'pointwise-first', 'extreme'] as const) {
    const sizes = { size: 10, channels: 6, filters: 12, kernel: 5 } as const
    const made = plainEquivalent(inceptionModule({ form, activation: 'relu', ...sizes }))
    expect(made.nodes).toEqual(inceptionModule({ form: 'plain', ...sizes }).nodes)
  }
})

test('a network without separable convolutions stays as it is', () => {
  const graph = inceptionModule({ form: 'canonical' })
  expect(plainEquivalent(graph).nodes).toEqual(graph.nodes)
})
