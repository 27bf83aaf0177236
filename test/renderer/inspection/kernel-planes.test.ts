import { describe, expect, it } from 'vitest'
import { kernelPlanes, sideBySide, strongestInputs } from '../../../renderer/inspection/kernel-planes.ts'
import { kernelPage } from '../../../shared/inspection/kernel-pages.ts'

/** Two kernels of 2x2 over three input channels, each value its own position in the weight. */
const weight = {
  ...{ values: Float32Array.from({ length: 24 }, (_, at) => at), depthwise: false },
  shape: [2, 2, 3, 2] as const,
}
const page = kernelPage(weight, { layer: 'conv', part: 'spatial', rank: 'channel', offset: 1, count: 1 })

describe('the planes of a kernel', () => {
  it('are found on its page only', () => {
    expect(kernelPlanes(page, 1).map((plane) => [...plane])).toEqual([
      [1, 7, 13, 19],
      [3, 9, 15, 21],
      [5, 11, 17, 23],
    ])
    expect(kernelPlanes(page, 0)).toEqual([])
  })

  it('stand beside each other in a tile', () => {
    expect([...sideBySide(page)]).toEqual([1, 7, 3, 9, 5, 11, 13, 19, 15, 21, 17, 23])
  })
})

describe('a mixing row', () => {
  it('weighs some inputs most, whichever their sign', () => {
    expect(strongestInputs(Float32Array.of(1, -7, 2), 2)).toEqual([
      { input: 1, weight: -7 },
      { input: 2, weight: 2 },
    ])
  })
})
