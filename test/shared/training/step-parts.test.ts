import { expect, it } from 'vitest'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { partWorkSchema, stepParts, type StepPart } from '../../../shared/training/step-parts.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const partsOf = (parts: readonly StepPart[], layer: string) =>
  parts.filter((part) => part.layer === layer).map(({ work }) => work)

it('splits a separable convolution into its halves, at the shapes that they work on', () => {
  const parts = stepParts(xception(), 8)
  expect(partsOf(parts, 'block5_sepconv1')).toEqual([
    {
      op: 'depthwise',
      batch: 8,
      height: 19,
      width: 19,
      channels: 728,
      window: [3, 3],
      strides: [1, 1],
      padding: 'same',
      inputGradient: true,
    },
    { op: 'pointwise', pixels: 8 * 19 * 19, channels: 728, filters: 728, inputGradient: true },
  ])
  expect(partsOf(parts, 'block2_shortcut')).toEqual([
    { op: 'subsampling', batch: 8, height: 147, width: 147, channels: 64, strides: [2, 2] },
    { op: 'pointwise', pixels: 8 * 74 * 74, channels: 64, filters: 128, inputGradient: true },
  ])
})

it('ends the backward pass at the first convolution', () => {
  const parts = stepParts(xception(), 1)
  const ending = parts.filter(({ work }) => 'inputGradient' in work && !work.inputGradient)
  expect(ending.map(({ layer }) => layer)).toEqual(['block1_conv1'])
})

it.each(['depthwise-first', 'pointwise-first'] as const)(
  'works on as many multiply-adds as the graph has, %s',
  (order) => {
    const graph = xception({ inputSize: 71, width: 0.5, order })
    const batch = 3
    const macs = stepParts(graph, batch).reduce((sum, { work }) => {
      if (work.op === 'pointwise') return sum + work.pixels * work.channels * work.filters
      if (work.op === 'depthwise') return sum + 9 * work.batch * work.height * work.width * work.channels
      if (work.op !== 'convolution') return sum
      const side = Math.floor((work.height - 3) / work.strides[0]) + 1
      return sum + work.batch * side * side * 9 * work.channels * work.filters
    }, 0)
    const dense = countCost(graph).layers.find(({ kind }) => kind === 'dense')?.macs ?? 0
    expect(macs / batch).toBe(countCost(graph).macs - dense)
  },
)

it('describes its works in data that can be kept and sent', () => {
  for (const { work } of stepParts(xception({ inputSize: 32, activation: 'elu' }), 2)) {
    expect(partWorkSchema.parse(JSON.parse(JSON.stringify(work)))).toEqual(work)
  }
})
