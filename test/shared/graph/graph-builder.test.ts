import { expect, test } from 'vitest'
import { createGraphBuilder } from '../../../shared/graph/graph-builder.ts'
import { inferShapes, windowOutputSize } from '../../../shared/graph/infer-shapes.ts'
import { XCEPTION_PREPROCESSING } from '../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../shared/graph/weight-specs.ts'

const SAME = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: true } as const

test('a name that stands twice and an unknown input are refused', () => {
  const build = createGraphBuilder('test')
  build.input('input', [8, 8, 3])
  build.conv2d('conv', 'input', { filters: 4, ...SAME })
  expect(() => build.conv2d('conv', 'input', { filters: 4, ...SAME })).toThrow('"conv" stands twice')
  expect(() => build.activation('relu', 'nowhere', 'relu')).toThrow('reads "nowhere"')
})

test('a graph must begin with its input', () => {
  expect(() => createGraphBuilder('empty').finish([], XCEPTION_PREPROCESSING)).toThrow('does not begin with its input')
})

test.each([
  [299, 3, 2, 'valid', 149],
  [147, 3, 2, 'same', 74],
  [10, 3, 1, 'same', 10],
  [10, 3, 1, 'valid', 8],
] as const)('a window over %i: size %i, stride %i, %s gives %i', (size, window, stride, padding, expected) => {
  expect(windowOutputSize(size, window, stride, padding)).toBe(expected)
})

test('adding maps of unlike shape names the layer', () => {
  const build = createGraphBuilder('test')
  const input = build.input('input', [8, 8, 3])
  const wide = build.conv2d('wide', input, { filters: 4, ...SAME })
  build.add('sum', [wide, input])
  expect(() => inferShapes(build.finish(['sum'], XCEPTION_PREPROCESSING))).toThrow('"sum" adds [8, 8, 4] and [8, 8, 3]')
})

test('a window larger than its map names the layer', () => {
  const build = createGraphBuilder('test')
  build.input('input', [2, 2, 3])
  build.conv2d('conv', 'input', { filters: 4, ...SAME, padding: 'valid' })
  expect(() => inferShapes(build.finish(['conv'], XCEPTION_PREPROCESSING))).toThrow('"conv": a 3x3 window')
})

test('weights are named, ordered and marked as Keras does', () => {
  const build = createGraphBuilder('test')
  build.input('input', [8, 8, 3])
  build.separableConv2d('separable', 'input', { filters: 5, ...SAME })
  build.batchNormalization('norm', 'separable', { momentum: 0.99, epsilon: 1e-3 })
  const specs = weightSpecs(build.finish(['norm'], XCEPTION_PREPROCESSING))
  expect(specs.map(({ key, shape, trainable, regularized }) => [key, shape, trainable, regularized])).toEqual([
    ['separable/depthwise_kernel', [3, 3, 3, 1], true, true],
    ['separable/pointwise_kernel', [1, 1, 3, 5], true, true],
    ['separable/bias', [5], true, false],
    ['norm/gamma', [5], true, false],
    ['norm/beta', [5], true, false],
    ['norm/moving_mean', [5], false, false],
    ['norm/moving_variance', [5], false, false],
  ])
})
