import type { Kernels } from '../../shared/contract/inspection/maps.ts'
import { rankBy } from '../../shared/inspection/map-tiles.ts'

/** The planes of one kernel of a page; empty where it is not on the page. */
export function kernelPlanes(
  { order, offset, count, planes, size, values }: Kernels,
  kernel: number,
): readonly Float32Array[] {
  const place = order.slice(offset, offset + count).indexOf(kernel)
  if (place < 0) return []
  const area = size[0] * size[1]
  return Array.from({ length: planes }, (_, plane) => {
    const from = (place * planes + plane) * area
    return values.subarray(from, from + area)
  })
}

/** The kernels of a page with their planes beside each other instead of one after the other: tiles `[height, width · planes]`. */
export function sideBySide({ count, planes, size: [height, width], values }: Kernels): Float32Array {
  if (planes === 1) return values
  const tiles = new Float32Array(values.length)
  for (let row = 0; row < count * planes * height; row++) {
    const [kernel, plane, y] = [Math.floor(row / (planes * height)), Math.floor(row / height) % planes, row % height]
    tiles.set(values.subarray(row * width, (row + 1) * width), ((kernel * height + y) * planes + plane) * width)
  }
  return tiles
}

/** The inputs of a mixing row with the largest weights, whichever their sign. */
export function strongestInputs(row: Float32Array, count: number) {
  return rankBy(row.map(Math.abs))
    .slice(0, count)
    .map((input) => ({ input, weight: row[input] as number }))
}
