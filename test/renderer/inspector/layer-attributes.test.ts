import { expect, test } from 'vitest'
import { arrangeTiles } from '../../../renderer/pictures/arrange-tiles.ts'
import { layerAttributes } from '../../../renderer/inspector/layer-attributes.ts'
import { xception } from '../../../shared/zoo/xception.ts'

test('tells how a layer computes', () => {
  const of = (name: string) => {
    const node = xception().nodes.find((each) => each.name === name)
    return node ? layerAttributes(node).map((attribute) => `${attribute.name} ${attribute.value}`) : []
  }
  expect(of('block2_shortcut')).toEqual(['kernelSize 1×1', 'filters 128', 'strides 2×2', 'padding same', 'bias –'])
  expect(of('block1_conv1_bn')).toEqual(['momentum 0.99', 'epsilon 0.001'])
  expect(of('avg_pool')).toEqual([])
  expect(of('predictions')).toEqual(['units 1000', 'activationName softmax'])
})

test('kernels stand in a square with a gap between, each value once', () => {
  const { width, height, columns, sources } = arrangeTiles(5, 3, 3)
  expect([width, height, columns]).toEqual([11, 7, 3])
  expect([...sources].filter((source) => source >= 0).toSorted((a, b) => a - b)).toEqual([...Array(45).keys()])
  // The first value of the second kernel stands one gap behind the first kernel.
  expect(sources[4]).toBe(9)
  expect(sources[3]).toBe(-1)
})
