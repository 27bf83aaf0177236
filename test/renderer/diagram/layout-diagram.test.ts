import { describe, expect, test } from 'vitest'
import { diagramBlocks } from '../../../renderer/diagram/diagram-blocks.ts'
import { layoutDiagram, type Box } from '../../../renderer/diagram/layout-diagram.ts'
import { describeModel } from '../../../renderer/run/describe-model.ts'
import { xceptionOptionsSchema, type XceptionOptions } from '../../../shared/zoo/xception-options.ts'

function blocksOf(options: Partial<XceptionOptions> = {}) {
  const described = describeModel({ name: 'xception', options: xceptionOptionsSchema.parse(options) })
  if (!described.ok) throw new Error(described.error.code)
  return diagramBlocks(described.value.graph, described.value.cost)
}

const open = { folded: new Set<string>(), middleAsOne: false }
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('diagramBlocks', () => {
  const blocks = blocksOf()

  test('are the input, the 14 modules and the head, and cost what the network costs', () => {
    expect(blocks.map((block) => block.title)).toEqual([
      'input',
      ...Array.from({ length: 14 }, (_, index) => `block${index + 1}`),
      'head',
    ])
    expect(blocks.reduce((sum, block) => sum + block.parameters, 0)).toBe(22_910_480)
    expect(blocks.reduce((sum, block) => sum + block.macs, 0)).toBe(8_357_403_496)
  })

  test('hand their shapes on, as in Fig. 5', () => {
    expect(blocks.map((block) => block.outputShape.join('×'))).toEqual([
      '299×299×3',
      '147×147×64',
      '74×74×128',
      '37×37×256',
      '19×19×728',
      ...Array.from({ length: 8 }, () => '19×19×728'),
      '10×10×1024',
      '10×10×2048',
      '1000',
    ])
    for (const [index, block] of blocks.entries()) {
      if (index > 0) expect(block.inputShape).toEqual(blocks[index - 1]?.outputShape)
    }
  })

  test('have shortcuts round all modules but the first and the last', () => {
    const shortcuts = blocks.map((block) => block.shortcut && (block.shortcut.text ?? 'identity'))
    expect(shortcuts.slice(1, 6)).toEqual([null, '1×1/2', '1×1/2', '1×1/2', 'identity'])
    expect(shortcuts.slice(-4)).toEqual(['identity', '1×1/2', null, null])
    expect(blocksOf({ residuals: false }).every((block) => block.shortcut === null)).toBe(true)
  })

  test('show 34 separable convolutions, halves apart in the variants', () => {
    const rows = (options: Partial<XceptionOptions>) => blocksOf(options).flatMap((block) => block.rows)
    expect(rows({}).filter((row) => row.kind === 'separable')).toHaveLength(34)
    const kinds = rows({ order: 'pointwise-first', activation: 'elu' }).map((row) => row.kind)
    expect(kinds.filter((kind) => kind === 'depthwise')).toHaveLength(34)
    expect(kinds.filter((kind) => kind === 'pointwise')).toHaveLength(34)
    expect(kinds).not.toContain('separable')
  })
})

describe('layoutDiagram', () => {
  const variants: Partial<XceptionOptions>[] = [
    {},
    { inputSize: 32, width: 0.25, classes: 10 },
    { middle: 0 },
    { middle: 1 },
    { residuals: false, activation: 'relu' },
    { denseUnits: [64], dropout: 0.5 },
  ]
  test.each(variants)('nothing overlaps and all is inside: %j', (options) => {
    for (const middleAsOne of [true, false]) {
      const layout = layoutDiagram(blocksOf(options), { ...open, middleAsOne })
      for (const [index, a] of layout.blocks.entries()) {
        expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= layout.width && a.y + a.height <= layout.height).toBe(true)
        for (const b of layout.blocks.slice(index + 1)) expect(overlap(a, b)).toBe(false)
        for (const [rowIndex, row] of a.rows.entries()) {
          expect(row.x >= a.x && row.x + row.width <= a.x + a.width && row.y + row.height <= a.y + a.height).toBe(true)
          for (const other of a.rows.slice(rowIndex + 1)) expect(overlap(row, other)).toBe(false)
        }
      }
    }
  })

  test('an edge for each hand-over, with its shape, and one out', () => {
    const { edges, blocks } = layoutDiagram(blocksOf(), open)
    expect(edges).toHaveLength(blocks.length)
    expect(edges[1]?.label).toBe('147×147×64')
    expect(edges.at(-1)?.label).toBe('1000')
  })

  test('the middle flow can stand as one module, times 8', () => {
    const { blocks } = layoutDiagram(blocksOf(), { ...open, middleAsOne: true })
    const middle = blocks.filter(({ block }) => block.flow === 'middle')
    expect(middle).toHaveLength(1)
    expect(middle[0]).toMatchObject({ repeats: 8, title: 'block5 – 12' })
  })

  test('a folded block has no rows and takes less room', () => {
    const unfolded = layoutDiagram(blocksOf(), open)
    const folded = layoutDiagram(blocksOf(), { ...open, folded: new Set(['entry/block2']) })
    const block2 = folded.blocks.find(({ block }) => block.id === 'entry/block2')
    expect(block2).toMatchObject({ rows: [], arc: null, folded: true })
    expect(folded.height).toBeLessThanOrEqual(unfolded.height)
    expect(block2?.height).toBeLessThan(30)
  })
})
