import { expect, test } from 'vitest'
import { foldable, ledgerCsv, ledgerRows, millisecondsOf, rowsOf } from '../../../renderer/ledger/ledger-table.ts'
import { ledgerOf } from '../../../shared/graph/ledger.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const ledger = ledgerOf(xception())
const rows = rowsOf(ledger, 'block')
const ids = (shown: ReturnType<typeof ledgerRows>) => shown.map(({ row }) => row.id)

test('folded blocks show one line, open ones what is in them, deeper', () => {
  expect(ids(ledgerRows(rows, 'order', new Set()))).toEqual(['input', 'entry', 'middle', 'exit', 'head'])
  const open = ledgerRows(rows, 'order', new Set(['entry', 'entry/block1']))
  expect(open.find(({ row }) => row.id === 'block1_conv1')?.depth).toBe(2)
  const everything = ledgerRows(rows, 'order', new Set(foldable(rows)))
  for (const layer of ledger.total.layers) expect(ids(everything)).toContain(layer)
})

test('sorts within each block, the largest first', () => {
  expect(ids(ledgerRows(rows, 'parameters', new Set()))[0]).toBe('middle')
  const exit = ids(ledgerRows(rows, 'parameters', new Set(['exit'])))
  expect(exit.slice(exit.indexOf('exit'), exit.indexOf('exit') + 3)).toEqual(['exit', 'exit/block14', 'exit/block13'])
})

const written = {
  shown: ledgerRows(rowsOf(ledger, 'kind'), 'order', new Set()),
  total: ledger.total,
  nameOf: ({ title }: { readonly title: string }) => title,
}

test('a copy has the measured times, too, and tabs for spreadsheets', () => {
  const time = { head: 'ms', of: ({ id }: { readonly id: string }) => (id === 'depthwise' ? 1.23456 : null) }
  const lines = ledgerCsv(['Part', 'a', 'b', 'c', 'd'], { ...written, time }, '\t').split('\n')
  expect(lines[0]).toBe('Part\ta\tb\tc\td\tms')
  expect(
    lines
      .find((line) => line.startsWith('depthwise'))
      ?.split('\t')
      .at(-1),
  ).toBe('1.235')
  expect(lines.at(-1)?.split('\t').at(-1)).toBe('')
  expect(ledgerCsv(['Part', 'a', 'b', 'c', 'd'], { ...written, time })).toContain(',1.235\r\n')
})

test('CSV has whole numbers, quotes what needs it, and ends with the sums', () => {
  const columns = ['Part', 'Parameters', 'Multiply-adds', 'Parameters, plain', 'Multiply-adds, plain']
  const csv = ledgerCsv(columns, { ...written, time: null })
  const lines = csv.trimEnd().split('\r\n')
  expect(lines[0]).toBe('Part,Parameters,Multiply-adds,"Parameters, plain","Multiply-adds, plain"')
  expect(lines.at(-1)).toMatch(/^xception,22910480,8357403496,\d+,\d+$/)
  const macs = lines.slice(1, -1).map((line) => Number(line.split(',')[2]))
  expect(macs.reduce((sum, value) => sum + value)).toBe(8_357_403_496)
})

test('adds up what was measured, a separable convolution by its halves, and makes nothing up', () => {
  const halves = [
    { layer: 'block5_sepconv1', category: 'depthwise', milliseconds: 2 },
    { layer: 'block5_sepconv1', category: 'pointwise', milliseconds: 5 },
    { layer: 'block1_conv1', category: 'convolution', milliseconds: 1 },
  ] as const
  const of = (id: string) => {
    const row = [...ledger.byKind, ...ledger.byBlock, ledger.total].find((each) => each.id === id)
    return row ? millisecondsOf(row, { parts: [...halves] }) : undefined
  }
  expect([of('depthwise'), of('pointwise'), of('convolution'), of('dense')]).toEqual([2, 5, 1, null])
  expect([of('entry'), of('middle'), of('exit'), of('total')]).toEqual([1, 7, null, 8])
})
