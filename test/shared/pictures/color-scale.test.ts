import { describe, expect, it } from 'vitest'
import { colorAt, colorTable, colorize } from '../../../shared/pictures/color-scale.ts'

const rgb = (color: string) => [...color.matchAll(/\d+/g)].map((match) => Number(match[0]))

describe('color scales', () => {
  it('follow matplotlib’s viridis to a few levels', () => {
    // From matplotlib's own table: entries 0, 64, 128, 191 and 255.
    const published = [
      [0, 0x440154],
      [64 / 255, 0x3b528b],
      [128 / 255, 0x21918c],
      [191 / 255, 0x5ec962],
      [1, 0xfde725],
    ] as const
    for (const [share, color] of published) {
      const expected = [color >> 16, (color >> 8) & 255, color & 255]
      rgb(colorAt('viridis', share)).forEach((value, channel) =>
        expect(Math.abs(value - (expected[channel] ?? 0))).toBeLessThanOrEqual(6),
      )
    }
  })

  it('put zero at the light middle of the diverging scale, blue below and red above', () => {
    const [low, middle, high] = [0.2, 0.5, 0.8].map((share) => rgb(colorAt('diverging', share)))
    expect(Math.min(...(middle ?? []))).toBeGreaterThan(240)
    expect(low?.[2]).toBeGreaterThan(low?.[0] ?? 0)
    expect(high?.[0]).toBeGreaterThan(high?.[2] ?? 0)
  })

  it('put zero at a dark middle for a dark ground, in the same hues, and get lighter to both sides', () => {
    const at = (share: number) => rgb(colorAt('diverging-dark', share))
    const lightness = (share: number) => at(share).reduce((sum, value) => sum + value, 0)
    expect(Math.max(...at(0.5))).toBeLessThan(64)
    expect(at(0.2)[2]).toBeGreaterThan(at(0.2)[0] ?? 0)
    expect(at(0.8)[0]).toBeGreaterThan(at(0.8)[2] ?? 0)
    for (const away of [0.1, 0.2, 0.3, 0.4, 0.5]) {
      expect(lightness(0.5 - away)).toBeGreaterThan(lightness(0.6 - away))
      expect(lightness(0.5 + away)).toBeGreaterThan(lightness(0.4 + away))
    }
  })

  it('get lighter all the way in viridis, so that it can be read without colour', () => {
    const colors = colorTable('viridis')
    const lightness = Array.from(
      { length: 256 },
      (_, index) =>
        0.2126 * (colors[4 * index] ?? 0) +
        0.7152 * (colors[4 * index + 1] ?? 0) +
        0.0722 * (colors[4 * index + 2] ?? 0),
    )
    lightness.slice(1).forEach((value, index) => expect(value).toBeGreaterThanOrEqual((lightness[index] ?? 0) - 0.8))
  })

  it('make four bytes of each value', () => {
    const pixels = colorize(Uint8Array.of(0, 255), 'viridis')
    expect(pixels).toHaveLength(8)
    expect([...pixels.subarray(0, 3)]).toEqual(rgb(colorAt('viridis', 0)))
    expect(pixels[7]).toBe(255)
  })
})
