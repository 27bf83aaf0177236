import { describe, expect, test } from 'vitest'
import { countConvolutionLayers, modules } from '../../../shared/graph/blocks.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { layerGraphSchema } from '../../../shared/graph/graph-schema.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import { checkXceptionOptions, resolveStem, xceptionOptionsSchema } from '../../../shared/zoo/xception-options.ts'
import { xception } from '../../../shared/zoo/xception.ts'

describe('the full network', () => {
  const graph = xception()

  test('has 14 modules and 36 convolution layers', () => {
    expect(modules(graph)).toHaveLength(14)
    expect(countConvolutionLayers(graph)).toBe(36)
  })

  test('costs 8,357,403,496 multiply-adds, most of them pointwise', () => {
    const cost = countCost(graph)
    expect(cost.macs).toBe(8_357_403_496)
    const part = (name: string) =>
      cost.layers
        .flatMap((layer) => (layer.kind === 'separableConv2d' ? layer.parts : []))
        .filter((each) => each.part === name)
        .reduce((sum, each) => sum + each.macs, 0)
    expect(part('pointwise')).toBeGreaterThan(50 * part('depthwise'))
  })

  test('a separable convolution costs 1/D + 1/k² of the plain one', () => {
    const layer = countCost(graph).layers.find((each) => each.name === 'block5_sepconv1')
    const plain = 9 * 728 * 728 * 19 * 19
    expect((layer?.macs ?? 0) / plain).toBeCloseTo(1 / 728 + 1 / 9, 12)
  })

  test('survives JSON and its schema', () => {
    expect(layerGraphSchema.parse(JSON.parse(JSON.stringify(graph)))).toEqual(graph)
  })
})

describe('variants', () => {
  test('pointwise first: 22,928,336 parameters, 22,873,808 trainable', () => {
    const cost = countCost(xception({ order: 'pointwise-first' }))
    expect([cost.totalParameters, cost.trainableParameters]).toEqual([22_928_336, 22_873_808])
  })

  test.each(['relu', 'elu'] as const)('%s between the halves changes no count', (activation) => {
    const graph = xception({ activation })
    expect(countCost(graph).totalParameters).toBe(22_910_480)
    expect(countCost(graph).macs).toBe(8_357_403_496)
    expect(countConvolutionLayers(graph)).toBe(36)
    expect(modules(graph)).toHaveLength(14)
    expect(graph.nodes.filter((node) => node.name.endsWith('_between'))).toHaveLength(34)
  })

  test('without residuals no shortcut and no add is left', () => {
    const graph = xception({ residuals: false })
    expect(graph.nodes.filter((node) => node.kind === 'add' || node.block.endsWith('/shortcut'))).toEqual([])
    expect(countConvolutionLayers(graph)).toBe(36)
  })

  test('fewer middle modules renumber the exit flow', () => {
    const graph = xception({ middle: 2 })
    expect(modules(graph)).toHaveLength(8)
    expect(graph.nodes.some((node) => node.name === 'block8_sepconv2_bn')).toBe(true)
  })

  test('the small stem keeps 32 pixels alive down to the last module', () => {
    const shapes = inferShapes(xception({ inputSize: 32, width: 0.25, classes: 10 }))
    expect(shapes.get('block5_add')).toEqual([4, 4, 182])
    expect(shapes.get('block14_sepconv2')).toEqual([2, 2, 512])
    expect(shapes.get('predictions')).toEqual([10])
  })

  test('head options add dense layers and dropout before the predictions', () => {
    const graph = xception({ denseUnits: [64], dropout: 0.5 })
    expect(graph.nodes.slice(-4).map((node) => node.kind)).toEqual([
      'globalAveragePooling2d',
      'dense',
      'dropout',
      'dense',
    ])
  })
})

describe('options', () => {
  const parse = (given: object) => xceptionOptionsSchema.parse(given)

  test('auto takes the small stem below 71 pixels', () => {
    expect(resolveStem(parse({ inputSize: 70 }))).toBe('small')
    expect(resolveStem(parse({ inputSize: 71 }))).toBe('full')
  })

  test.each([
    [{ inputSize: 70, stem: 'full' }, 71],
    [{ inputSize: 31 }, 32],
    [{ inputSize: 31, stem: 'small' }, 32],
  ])('%j is refused: %i is the least', (given, minimum) => {
    const checked = checkXceptionOptions(parse(given))
    expect(checked.ok).toBe(false)
    expect(checked).toMatchObject({ error: { code: 'input-too-small', data: { minimum } } })
  })

  test.each([{ inputSize: 71 }, { inputSize: 32 }, { inputSize: 299 }, { inputSize: 96, stem: 'small' }])(
    '%j is taken',
    (given) => {
      expect(checkXceptionOptions(parse(given)).ok).toBe(true)
    },
  )
})
