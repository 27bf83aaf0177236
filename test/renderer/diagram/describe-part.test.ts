import { expect, test } from 'vitest'
import { splitMacs } from '../../../renderer/diagram/cost-split.ts'
import { describeBlock, describeLayer } from '../../../renderer/diagram/describe-part.ts'
import { diagramBlocks } from '../../../renderer/diagram/diagram-blocks.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const graph = xception()
const cost = countCost(graph)

test('a separable convolution costs 1/D + 1/k² of the plain one', () => {
  const part = describeLayer('block5_sepconv1', graph, cost)
  expect(part?.plain).toMatchObject({ kernel: '3×3', macs: 9 * 728 * 728 * 19 * 19 })
  expect(1 / (part?.plain?.factor ?? 0)).toBeCloseTo(1 / 728 + 1 / 9, 12)
  expect(part?.inputShape).toEqual([19, 19, 728])
})

test('layers that are not separable are not compared, unknown ones are not described', () => {
  expect(describeLayer('block1_conv1', graph, cost)?.plain).toBeNull()
  expect(describeLayer('nothing', graph, cost)).toBeNull()
})

test('the shares of the multiply-adds add up, most of them pointwise', () => {
  const split = splitMacs(cost.layers)
  expect(split.reduce((sum, part) => sum + part.macs, 0)).toBe(cost.macs)
  expect(split.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1, 12)
  expect(split.toSorted((a, b) => b.share - a.share)[0]?.part).toBe('pointwise')
})

test('the blocks share out the whole network', () => {
  const parts = diagramBlocks(graph, cost).map((block) => describeBlock(block, cost))
  const shares = parts.filter(({ macs }) => macs !== null && macs > 0).reduce((sum, { share }) => sum + (share ?? 0), 0)
  expect(shares).toBeCloseTo(1, 12)
  expect(parts[1]?.layers[0]?.shortName).toBe('conv1')
})
