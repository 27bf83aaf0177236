import { describe, expect, it } from 'vitest'
import { colorsOf, symmetricScale, toBytes } from '../../../shared/pictures/value-scale.ts'

describe('scales of values', () => {
  it('turn the ends into 0 and 255 and clip what lies outside', () => {
    const bytes = toBytes(Float32Array.of(-3, -2, 0, 2, 9), { low: -2, high: 2, signed: true })
    expect([...bytes]).toEqual([0, 0, 128, 255, 255])
  })

  it('draw a flat map in the lowest colour', () => {
    expect([...toBytes(Float32Array.of(4, 4), { low: 4, high: 4, signed: false })]).toEqual([0, 0])
  })

  it('are diverging, with zero in the middle, where the sign matters', () => {
    const scale = symmetricScale(Float32Array.of(-3, 1))
    expect(scale).toEqual({ low: -3, high: 3, signed: true })
    expect(colorsOf(scale)).toBe('diverging')
    expect(colorsOf({ signed: false })).toBe('viridis')
  })
})
