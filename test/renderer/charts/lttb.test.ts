import { describe, expect, test } from 'vitest'
import { decimate } from '../../../renderer/charts/lttb.ts'

const line = (count: number, y: (x: number) => number) => Array.from({ length: count }, (_, x) => ({ x, y: y(x) }))

describe('decimate', () => {
  test('leaves few points as they are', () => {
    const points = line(10, (x) => x)
    expect(decimate(points, 10)).toBe(points)
  })

  test('keeps the ends, the order and the wished number', () => {
    const points = line(10_000, (x) => Math.sin(x / 300))
    const kept = decimate(points, 500)
    expect(kept).toHaveLength(500)
    expect(kept[0]).toBe(points[0])
    expect(kept.at(-1)).toBe(points.at(-1))
    for (let index = 1; index < kept.length; index++) expect(kept[index]?.x).toBeGreaterThan(kept[index - 1]?.x ?? 0)
  })

  test('keeps a lone peak that every hundredth point would lose', () => {
    const kept = decimate(
      line(100_000, (x) => (x === 54_321 ? 9 : 0)),
      600,
    )
    expect(kept).toContainEqual({ x: 54_321, y: 9 })
  })

  test('only gives points that were there', () => {
    const points = line(1001, (x) => (x * 7919) % 13)
    const known = new Set(points)
    expect(decimate(points, 50).every((point) => known.has(point as (typeof points)[number]))).toBe(true)
  })
})
