import { expect, test } from 'vitest'
import { compareGraphs } from '../../../shared/diagram/compare-graphs.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { inceptionV3 } from '../../../shared/zoo/inception-v3.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const plain = xception()

test('a network is the same as itself, whatever the momentum of its batch norms', () => {
  const { same, pairs } = compareGraphs(plain, xception({ batchNormMomentum: 0.9 }))
  expect(same).toBe(true)
  expect(pairs).toHaveLength(16)
  expect(pairs.every(({ parameters, macs }) => parameters === 0 && macs === 0)).toBe(true)
})

test('costs are subtracted block by block and sum up to the difference of the whole', () => {
  const other = xception({ order: 'pointwise-first' })
  const { pairs, a, b } = compareGraphs(plain, other)
  const sum = pairs.reduce((total, { parameters }) => total + parameters, 0)
  expect(sum).toBe(countCost(other).totalParameters - countCost(plain).totalParameters)
  expect([a.parameters, b.parameters]).toEqual([22_910_480, 22_928_336])
  expect(pairs.filter(({ same }) => same).map((pair) => pair.a?.id)).toEqual(['input', 'entry/block1', 'head'])
})

test('a shorter middle flow lacks its last blocks; the exit flow matches in its order', () => {
  const { pairs } = compareGraphs(plain, xception({ middle: 6 }))
  expect(pairs.filter(({ b }) => b === null).map(({ a }) => a?.id)).toEqual(['middle/block11', 'middle/block12'])
  const exits = pairs.filter(({ a }) => a?.id.startsWith('exit/'))
  expect(exits.map(({ a, b, same }) => [a?.id, b?.id, same])).toEqual([
    ['exit/block13', 'exit/block11', true],
    ['exit/block14', 'exit/block12', true],
  ])
})

test('networks with little in common match in what they have in common', () => {
  const { pairs } = compareGraphs(plain, inceptionV3())
  expect(pairs.filter(({ a, b }) => a && b).map(({ a }) => a?.id)).toEqual(['input', 'head'])
  expect(pairs.filter(({ a }) => a !== null)).toHaveLength(16)
  expect(pairs[0]).toMatchObject({ same: true, a: { id: 'input' } })
})
