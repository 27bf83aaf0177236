import { describe, expect, it } from 'vitest'
import { createBlockReader } from '../../../../main/engine/dataset/block-reader.ts'

const FILE = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * at + (at >> 8)) & 255))

function counted() {
  let reads = 0
  const read = createBlockReader(async (offset, length) => {
    reads++
    return FILE.subarray(offset, offset + length)
  })
  return { read, reads: () => reads }
}

describe('createBlockReader', () => {
  it.each([
    [0, 10],
    [262_140, 4],
    [262_140, 10],
    [262_144, 1],
    [100, 16_384],
    [100, 300_000],
    [699_990, 10],
    [699_990, 500],
    [699_990, 40_000],
    [700_000, 5],
    [900_000, 5],
    [5, 0],
  ])('gives the bytes from %i on, %i of them or as many as there are', async (offset, length) => {
    expect(await counted().read(offset, length)).toEqual(FILE.subarray(offset, offset + length))
  })

  it('asks once for many short reads, also when they overlap in time', async () => {
    const { read, reads } = counted()
    const places = Array.from({ length: 1000 }, (_, at) => at * 250)
    const parts = await Promise.all(places.map((place) => read(place, 200)))
    expect(parts).toEqual(places.map((place) => FILE.subarray(place, place + 200)))
    expect(reads()).toBe(1)
  })
})
