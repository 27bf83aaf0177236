import { describe, expect, test } from 'vitest'
import { coveredBy } from '../../../renderer/diagram/covered-by.ts'
import { searchGraph } from '../../../renderer/diagram/search-diagram.ts'
import { placeOf, walk, type Direction } from '../../../renderer/diagram/walk-diagram.ts'
import { UNFOLDED } from '../../../shared/diagram/diagram-layout.ts'
import { layoutGraph } from '../../../shared/diagram/layout-graph.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { inceptionV3 } from '../../../shared/zoo/inception-v3.ts'

const graph = xception()
const layout = layoutGraph(graph)
const go = (...directions: Direction[]) =>
  directions.reduce<string | null>((at, way) => walk(layout, at, way) ?? at, null)

describe('a walk with the arrow keys', () => {
  test('begins at the input and goes down the lines of a box, from box to box and from module to module', () => {
    expect(go('down')).toBe('input')
    expect(go('first', 'down')).toBe('entry/block1')
    expect(go('first', 'down', 'down')).toBe('block1_conv1')
    expect(go('first', 'down', 'down', 'down', 'down', 'down')).toBe('block1_conv2')
    const ways = Array.from({ length: 100 }, (): Direction => 'down')
    const stops = ways.map((_, index) => go('first', ...ways.slice(0, index)))
    for (const stop of ['entry/block2', 'middle/block5', 'exit/block14', 'head', 'predictions'])
      expect(stops).toContain(stop)
  })

  test('goes back up by the main way, and past the first box to its module', () => {
    expect(walk(layout, 'block5_sepconv1_act', 'up')).toBe('middle/block5')
    expect(walk(layout, 'block5_add', 'up')).toBe('block5_sepconv3_bn')
    expect(walk(layout, 'middle/block5', 'up')).toBe('entry/block4')
    expect(walk(layout, 'input', 'up')).toBeNull()
  })

  test('goes into a module by its main way, so that its separable convolutions are met', () => {
    expect(walk(layout, 'entry/block2', 'down')).toBe('block2_sepconv1')
    expect(walk(layout, 'middle/block5', 'down')).toBe('block5_sepconv1_act')
  })

  test('goes to the branches beside', () => {
    const wide = layoutGraph(inceptionV3())
    const beside = walk(wide, 'mixed0_1x1', 'left') ?? walk(wide, 'mixed0_1x1', 'right')
    expect(wide.boxes.find(({ id }) => id === beside)?.frame ?? 'inception-a/mixed0').toBe('inception-a/mixed0')
    expect(walk(layout, 'block2_pool', 'right')).toBe('block2_shortcut')
    expect(walk(layout, 'block2_shortcut', 'left')).toBe('block2_pool')
  })

  test('passes a folded module by', () => {
    const folded = layoutGraph(graph, { ...UNFOLDED, folded: ['entry/block1'] })
    expect(walk(folded, 'entry/block1', 'down')).toBe('entry/block2')
  })
})

test('what is selected has a place where it is drawn', () => {
  expect(placeOf(layout, 'middle/block5')).toMatchObject({ repeats: 8 })
  expect(placeOf(layout, 'block5_sepconv2')).toMatchObject({ text: 'SepConv 728, 3×3' })
  expect(placeOf(layout, 'block7_sepconv2')).toBeNull()
})

test('what hides a layer is found: its folded block, and the module that stands for it', () => {
  expect(coveredBy(graph, 'block7_sepconv2')).toEqual({ block: 'middle/block7', run: 'middle/block5' })
  expect(coveredBy(graph, 'block5_sepconv2')).toEqual({ block: 'middle/block5', run: null })
  expect(coveredBy(graph, 'entry/block2')).toEqual({ block: 'entry/block2', run: null })
})

describe('the search', () => {
  test('finds blocks and layers by name, kind and what they say', () => {
    expect(searchGraph(graph, 'block14').map(({ id }) => id)).toContain('exit/block14')
    expect(searchGraph(graph, 'separable').length).toBe(34)
    expect(searchGraph(graph, 'sepconv 728 3x3').length).toBeGreaterThan(20)
    expect(searchGraph(graph, 'POOL').some(({ id }) => id === 'block2_pool')).toBe(true)
  })

  test('finds nothing for nothing, and nothing that is not there', () => {
    expect(searchGraph(graph, '  ')).toEqual([])
    expect(searchGraph(graph, 'transformer')).toEqual([])
  })
})
