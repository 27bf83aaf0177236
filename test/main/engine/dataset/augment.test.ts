import { describe, expect, it } from 'vitest'
import { augmentationSeed, createAugmenter } from '../../../../main/engine/dataset/augment.ts'

const SIZE = 8
/** Red counts the columns, green the rows. */
const image = () =>
  Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    return [(pixel % SIZE) * 10, Math.floor(pixel / SIZE) * 10, 100][at % 3] ?? 0
  })
const channel = (pixels: Uint8Array, which: number) => pixels.filter((_, at) => at % 3 === which)
const rows = (values: Uint8Array) =>
  Array.from({ length: SIZE }, (_, y) => Array.from(values.subarray(y * SIZE, (y + 1) * SIZE)))

function results(config: { flip: boolean; shift: number; brightness: number }, count = 200): Uint8Array[] {
  const augment = createAugmenter(SIZE, config)
  return Array.from({ length: count }, (_, position) => {
    const pixels = image()
    augment(pixels, augmentationSeed(1, 1, position))
    return pixels
  })
}

describe('createAugmenter', () => {
  it('changes nothing when nothing is asked for', () => {
    for (const pixels of results({ flip: false, shift: 0, brightness: 0 }, 20)) expect(pixels).toEqual(image())
  })

  it('mirrors about half of the images, exactly', () => {
    const all = results({ flip: true, shift: 0, brightness: 0 })
    const mirroredRow = [70, 60, 50, 40, 30, 20, 10, 0]
    const mirrored = all.filter((pixels) => pixels[0] === 70)
    expect(mirrored.length).toBeGreaterThan(70)
    expect(mirrored.length).toBeLessThan(130)
    for (const pixels of mirrored) {
      for (const row of rows(channel(pixels, 0))) expect(row).toEqual(mirroredRow)
      expect(channel(pixels, 1)).toEqual(channel(image(), 1))
    }
    for (const pixels of all.filter((one) => one[0] !== 70)) expect(pixels).toEqual(image())
  })

  it('shifts both ways by up to the share, and repeats the edge', () => {
    const seen = new Set<string>()
    for (const pixels of results({ flip: false, shift: 0.25, brightness: 0 })) {
      const row = rows(channel(pixels, 0))[0] ?? []
      const column = rows(channel(pixels, 1)).map(([first]) => first ?? 0)
      // The number 30 stands in column 3 of the original and never leaves by a shift of two.
      const [right, down] = [row.indexOf(30) - 3, column.indexOf(30) - 3]
      const expected = (by: number) => Array.from({ length: SIZE }, (_, at) => Math.min(7, Math.max(0, at - by)) * 10)
      expect(row).toEqual(expected(right))
      expect(column).toEqual(expected(down))
      seen.add(`${right},${down}`)
    }
    expect(seen.size).toBe(25)
  })

  it('brightens and darkens within the range of a byte', () => {
    const changes = results({ flip: false, shift: 0, brightness: 0.5 }).map((pixels) => {
      const change = (pixels[2] ?? 0) - 100
      const expected = image().map((value) => Math.min(255, Math.max(0, value + change)))
      if (change > -100) expect(pixels).toEqual(expected)
      return change
    })
    expect(Math.max(...changes)).toBeGreaterThan(100)
    expect(Math.max(...changes)).toBeLessThanOrEqual(128)
    expect(Math.min(...changes)).toBeLessThan(-90)
  })

  it('gives the same for the same seed, epoch and position, and other things for others', () => {
    const config = { flip: true, shift: 0.25, brightness: 0.2 }
    expect(results(config)).toEqual(results(config))
    const seeds = [
      augmentationSeed(1, 1, 0),
      augmentationSeed(2, 1, 0),
      augmentationSeed(1, 2, 0),
      augmentationSeed(1, 1, 1),
    ]
    expect(new Set(seeds).size).toBe(4)
  })
})
