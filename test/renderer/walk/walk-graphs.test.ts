import { expect, test } from 'vitest'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import { drawnNodes } from '../../../renderer/walk/drawn-nodes.ts'
import { layOut } from '../../../renderer/walk/lay-out.ts'
import {
  branchCosts,
  branchModule,
  measure,
  residualModule,
  RESIDUAL_BLOCKS,
  separableStack,
  stackedKernels,
  V1_MODULES,
  xceptionBoxes,
  xceptionFacts,
} from '../../../renderer/walk/walk-graphs.ts'
import { inceptionModule } from '../../../shared/zoo/inception-module.ts'

const words = {
  ...{ input: 'Input', depthwise: 'Depthwise', maxPool: 'Max pool', averagePool: 'Average pool' },
  ...{ concatenate: 'Concatenate', channels: 'Channels' },
}

test.each(V1_MODULES)('module %s of GoogLeNet: the 1x1 in front saves, and the output stays', (place) => {
  const [own, without] = [branchModule(place, true), branchModule(place, false)]
  const output = (graph: typeof own) => inferShapes(graph).get(graph.outputs[0] ?? '')
  expect(output(without)).toEqual(output(own))
  expect(measure(without).macs).toBeGreaterThan(2 * measure(own).macs)
  const branches = branchCosts(own)
  expect(branches.map(({ field }) => field)).toEqual([1, 3, 5, 3])
  expect(branches.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(measure(own).parameters)
})

test('module 3a by hand: weights, biases and multiply-adds', () => {
  const weights = 192 * 64 + 192 * 96 + 9 * 96 * 128 + 192 * 16 + 25 * 16 * 32 + 192 * 32
  const biases = 64 + 96 + 128 + 16 + 32 + 32
  expect(measure(branchModule('3a', true)).parameters).toBe(weights + biases)
  expect(measure(branchModule('3a', true)).macs).toBe(weights * 28 * 28)
})

test('two 3x3 have 18/25 of a 5x5, three 27/49 of a 7x7, and see as far', () => {
  for (const [side, ratio] of [
    [5, 18 / 25],
    [7, 27 / 49],
  ] as const) {
    const [single, threes] = [measure(stackedKernels(side, 64, 28, false)), measure(stackedKernels(side, 64, 28, true))]
    expect(threes.parameters / single.parameters).toBeCloseTo(ratio, 12)
    expect(threes.field).toBe(single.field)
    expect(single.field).toBe(side)
  }
})

test.each(RESIDUAL_BLOCKS)('a shortcut round block %s has no parameters', (block) => {
  const [own, without] = [residualModule(block, true), residualModule(block, false)]
  expect(measure(own).parameters).toBe(measure(without).parameters)
  expect(own.nodes.filter(({ kind }) => kind === 'scaledAdd')).toHaveLength(1)
  expect(inferShapes(without).get(without.outputs[0] ?? '')).toEqual(own.inputShape)
})

test('both orders of a stack cost the same where channels stay, and hold the same halves in turn', () => {
  const [depthwise, pointwise] = (['depthwise-first', 'pointwise-first'] as const).map((order) => {
    return separableStack(order, 3, 728, 19)
  })
  expect(countCost(depthwise as never).macs).toBe(countCost(pointwise as never).macs)
  const kinds = (graph: typeof depthwise) => graph?.nodes.slice(1).map(({ kind }) => kind)
  expect(kinds(depthwise)?.slice(1)).toEqual(kinds(pointwise)?.slice(0, -1))
})

test('Xception: 14 modules, 36 convolution layers, 12 with a shortcut, 22,910,480 parameters', () => {
  const facts = xceptionFacts(8, true)
  expect(facts).toMatchObject({ modules: 14, convolutions: 36, residualModules: 12, parameters: 22_910_480 })
  expect(facts.macs).toBe(8_357_403_496)
  expect(xceptionFacts(8, false).residualModules).toBe(0)
  const boxes = xceptionBoxes(facts.graph)
  expect(boxes.filter(({ kind }) => kind === 'module')).toHaveLength(7)
  expect(boxes.filter(({ kind }) => kind === 'pointwise')).toHaveLength(4)
})

test('drawings hold every box once, apart from each other, inside of the picture', () => {
  const graphs = [
    branchModule('3a', true),
    residualModule('35', true),
    inceptionModule({ form: 'segmented', segments: 6 }),
  ]
  for (const nodes of [
    ...graphs.map((graph) => drawnNodes(graph, words)),
    xceptionBoxes(xceptionFacts(8, true).graph),
  ]) {
    const { boxes, edges, width, height } = layOut(nodes)
    expect(edges).toHaveLength(nodes.reduce((sum, { inputs }) => sum + inputs.length, 0))
    for (const [index, a] of boxes.entries()) {
      expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width + 1 && a.y + a.height <= height + 1).toBe(true)
      for (const b of boxes.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart, `${a.name} and ${b.name}`).toBe(true)
      }
    }
  }
})

test('the first branch stands to the left', () => {
  const { boxes } = layOut(drawnNodes(inceptionModule({ form: 'segmented', segments: 3 }), words))
  const lefts = [1, 2, 3].map((number) => boxes.find(({ name }) => name === `segment${number}_slice`)?.x ?? 0)
  expect(lefts.toSorted((a, b) => a - b)).toEqual(lefts)
})
