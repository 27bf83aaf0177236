import { expect, test } from 'vitest'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { ledgerOf, type LedgerRow } from '../../../shared/graph/ledger.ts'
import { plainEquivalent } from '../../../shared/graph/plain-equivalent.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { NETWORK_NAMES, ZOO } from '../../../shared/zoo/zoo.ts'

const total = (rows: readonly LedgerRow[], side: 'own' | 'plain', what: 'parameters' | 'macs') =>
  rows.reduce((sum, row) => sum + row[side][what], 0)

test.each(NETWORK_NAMES)('%s: kinds and blocks add up to the whole, and so do the lines under each block', (name) => {
  const graph = ZOO[name].build(ZOO[name].parse({}) as never)
  const cost = countCost(graph)
  const plain = countCost(plainEquivalent(graph))
  const { byKind, byBlock } = ledgerOf(graph)
  for (const rows of [byKind, byBlock]) {
    expect(total(rows, 'own', 'parameters')).toBe(cost.totalParameters)
    expect(total(rows, 'own', 'macs')).toBe(cost.macs)
    expect(total(rows, 'plain', 'parameters')).toBe(plain.totalParameters)
    expect(total(rows, 'plain', 'macs')).toBe(plain.macs)
  }
  const walk = (row: LedgerRow): void => {
    if (row.children.length === 0) return
    expect(total(row.children, 'own', 'macs'), row.id).toBe(row.own.macs)
    expect(total(row.children, 'plain', 'parameters'), row.id).toBe(row.plain.parameters)
    row.children.forEach(walk)
  }
  byBlock.forEach(walk)
})

test('Xception by block: the input, three flows and the head, the modules under the flows', () => {
  const { byBlock, total: whole } = ledgerOf(xception())
  expect(byBlock.map(({ title }) => title)).toEqual(['input', 'entry', 'middle', 'exit', 'head'])
  expect(byBlock[2]?.children.map(({ title }) => title)).toHaveLength(8)
  expect(byBlock[1]?.children[1]?.children.map(({ title }) => title)).toContain('shortcut')
  expect(whole.own).toEqual({ parameters: 22_910_480, macs: 8_357_403_496 })
})

test('most of it is pointwise, and none of that is left in the plain network but the shortcuts', () => {
  const { byKind } = ledgerOf(xception())
  const of = (kind: string) => byKind.find(({ id }) => id === kind)
  expect(of('pointwise')?.own.macs).toBeGreaterThan(0.8 * 8_357_403_496)
  expect(of('depthwise')?.plain).toEqual({ parameters: 0, macs: 0 })
  expect(of('convolution')?.plain.macs).toBeGreaterThan(8 * 8_357_403_496 * 0.8)
})
