import { describe, expect, test } from 'vitest'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { inceptionV1 } from '../../../shared/zoo/inception-v1.ts'
import { inceptionV2 } from '../../../shared/zoo/inception-v2.ts'
import { nin } from '../../../shared/zoo/nin.ts'
import v1 from '../../fixtures/inception-v1-paper.json' with { type: 'json' }
import v2 from '../../fixtures/inception-v2-paper.json' with { type: 'json' }
import ninTables from '../../fixtures/nin-paper.json' with { type: 'json' }

interface Row {
  readonly name: string
  readonly at: string
  readonly outputShape: readonly number[]
  readonly parameters: number
  readonly macs: number
  readonly printed?: number
}

// Totals that others count too: Caffe's GoogLeNet with and without its auxiliary heads, and its two NINs.
const NETWORKS = [
  { name: 'NIN for ImageNet', graph: nin(), table: ninTables.imagenet, parameters: 7_595_176 },
  { name: 'NIN for CIFAR-10', graph: nin({ inputSize: 32, classes: 10 }), table: ninTables.cifar, parameters: 966_986 },
  { name: 'Inception v1', graph: inceptionV1(), table: v1.plain, parameters: 6_998_552 },
  {
    name: 'Inception v1 with auxiliary heads',
    graph: inceptionV1({ auxiliaryHeads: true }),
    table: v1.auxiliary,
    parameters: 13_378_280,
  },
  { name: 'Inception v2', graph: inceptionV2(), table: v2.plain, parameters: 11_214_888 },
]

describe.each(NETWORKS)('$name', ({ graph, table, parameters }) => {
  const cost = countCost(graph)
  const rows: readonly Row[] = table.rows

  test('has the totals of the table, and nothing outside of its rows', () => {
    expect(table.totalParameters).toBe(parameters)
    expect(cost.totalParameters).toBe(table.totalParameters)
    expect(cost.macs).toBe(table.macs)
  })

  test.each(rows)('$name costs what the table gives', ({ name, at, outputShape, parameters: wanted, macs }) => {
    const own = cost.layers.filter((layer) => layer.name === name || layer.name.startsWith(`${name}_`))
    const sum = (value: (layer: (typeof own)[number]) => number) =>
      own.reduce((total, layer) => total + value(layer), 0)
    expect(cost.layers.find((layer) => layer.name === at)?.outputShape).toEqual(outputShape)
    expect(sum((layer) => layer.parameters)).toBe(wanted)
    expect(sum((layer) => layer.macs)).toBe(macs)
  })
})

test("operations of Inception v1 are those that the paper's table prints", () => {
  const rows: readonly Row[] = v1.plain.rows
  const printed = rows.filter((row) => row.printed !== undefined)
  expect(printed).toHaveLength(10)
  for (const { name, macs, printed: millions = NaN } of printed) {
    expect(Math.abs(macs / 1e6 - millions), name).toBeLessThan(0.7)
  }
})
