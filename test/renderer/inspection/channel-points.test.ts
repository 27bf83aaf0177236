import { describe, expect, it } from 'vitest'
import { channelPoints, nearestPoint, neighbour } from '../../../renderer/inspection/channel-points.ts'
import { pairedMaps } from '../../../renderer/inspection/paired-maps.ts'

const side = (mean: readonly number[]) => {
  const numbers = Float32Array.from(mean)
  return { statistics: { mean: numbers, energy: numbers.map((value) => value * value) } } as never
}
const points = channelPoints({ a: side([0, 2, 1]), b: side([1, 2, 0]) }, 'mean') ?? []

describe('the scatter of channels', () => {
  it('has a point for each channel, and none where the two have others', () => {
    expect(points).toEqual([
      { channel: 0, a: 0, b: 1 },
      { channel: 1, a: 2, b: 2 },
      { channel: 2, a: 1, b: 0 },
    ])
    expect(channelPoints({ a: side([1]), b: side([1, 2]) }, 'mean')).toBeNull()
    expect(channelPoints({ a: side([3]), b: side([1]) }, 'energy')).toEqual([{ channel: 0, a: 9, b: 1 }])
  })

  it('finds the nearest', () => {
    expect(nearestPoint(points, 1.1, 0.3)?.channel).toBe(2)
    expect(nearestPoint([], 0, 0)).toBeNull()
  })

  it('is walked through from left to right', () => {
    expect(neighbour(points, null, 1)).toBe(0)
    expect(neighbour(points, 0, 1)).toBe(2)
    expect(neighbour(points, 1, 1)).toBe(1)
    expect(neighbour(points, 2, -1)).toBe(0)
  })
})

describe('two maps', () => {
  const scale = { low: 0, high: 4, signed: false }

  it('are subtracted where they have one size', () => {
    const [a, b] = [Float32Array.of(1, 2), Float32Array.of(4, 1)]
    const { difference } = pairedMaps({ values: a, size: [1, 2] }, { values: b, size: [1, 2] }, scale, null)
    expect([...(difference?.values ?? [])]).toEqual([3, -1])
    expect(difference?.scale).toEqual({ low: -3, high: 3, signed: true })
    expect(pairedMaps({ values: a, size: [1, 2] }, { values: b, size: [2, 1] }, scale, null).difference).toBeNull()
  })
})
