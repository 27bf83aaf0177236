import { describe, expect, it } from 'vitest'
import { kernelPage } from '../../../shared/inspection/kernel-pages.ts'
import { kernelKey, kernelParts } from '../../../shared/inspection/kernel-parts.ts'
import type { LayerNode } from '../../../shared/graph/layer-graph.ts'

const page = { layer: 'conv', rank: 'channel', offset: 0, count: 8 } as const
/** `[2, 2, inputs, outputs]`, each value its own position. */
const counted = (inputs: number, outputs: number) => ({
  ...{ values: Float32Array.from({ length: 4 * inputs * outputs }, (_, at) => at), depthwise: false },
  shape: [2, 2, inputs, outputs] as const,
})

describe('pages of kernels', () => {
  it('have a plane for each of three input channels, and one mean plane of more', () => {
    const colour = kernelPage(counted(3, 2), { ...page, part: 'spatial' })
    expect(colour).toMatchObject({ total: 2, planes: 3, averaged: false, count: 2, size: [2, 2], order: [0, 1] })
    // Output 1, plane 2, lower right: the last value of the weight.
    expect(colour.values.at(-1)).toBe(23)
    const many = kernelPage(counted(4, 2), { ...page, part: 'spatial' })
    expect(many).toMatchObject({ planes: 1, averaged: true })
    expect(many.values[0]).toBe((0 + 2 + 4 + 6) / 4)
  })

  it('are ranked by length over all weights, also over those that the mean hides', () => {
    const values = Float32Array.of(1, 5, 1, -5, 1, 5, 1, -5)
    const weight = { values, shape: [1, 1, 4, 2] as const, depthwise: false }
    const ranked = kernelPage(weight, { ...page, part: 'spatial', rank: 'norm' })
    expect(ranked.order).toEqual([1, 0])
    expect([...ranked.norms]).toEqual([2, 10])
    expect([...ranked.values]).toEqual([0, 1])
  })

  it('are rows of the pointwise matrix, on the scale of the whole layer, page by page', () => {
    const values = Float32Array.of(1, 2, -3, 4, 5, -6)
    const weight = { values, shape: [1, 1, 2, 3] as const, depthwise: false }
    const second = kernelPage(weight, { ...page, part: 'mixing', offset: 1, count: 1 })
    expect(second).toMatchObject({ total: 3, size: [1, 2], count: 1, scale: { low: -6, high: 6 } })
    expect([...second.values]).toEqual([2, 5])
  })

  it('have one kernel for each channel of a depthwise half', () => {
    const values = Float32Array.from({ length: 12 }, (_, at) => at)
    const depthwise = kernelPage(
      { values, shape: [2, 2, 3, 1], depthwise: true },
      { ...page, part: 'spatial', offset: 2 },
    )
    expect(depthwise).toMatchObject({ total: 3, planes: 1, count: 1 })
    expect([...depthwise.values]).toEqual([2, 5, 8, 11])
  })
})

describe('the kernels of a layer', () => {
  const node = (kind: string, kernelSize = [3, 3]) =>
    ({ name: 'a', kind, block: '', inputs: [], attributes: { kernelSize } }) as unknown as LayerNode

  it('are those of both halves of a separable convolution', () => {
    expect(kernelParts(node('separableConv2d'))).toEqual(['spatial', 'mixing'])
    expect(kernelKey(node('separableConv2d'), 'spatial')).toBe('depthwise_kernel')
    expect(kernelKey(node('separableConv2d'), 'mixing')).toBe('pointwise_kernel')
  })

  it('are rows where nothing is seen of the neighbours', () => {
    expect(kernelParts(node('conv2d', [1, 1]))).toEqual(['mixing'])
    expect(kernelParts(node('conv2d'))).toEqual(['spatial'])
    expect(kernelParts(node('dense'))).toEqual(['mixing'])
    expect(kernelParts(node('activation'))).toEqual([])
  })
})
