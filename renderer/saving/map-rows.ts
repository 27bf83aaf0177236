/** All values of a map with their places. */
export function mapRows(values: Float32Array, [, width]: readonly [number, number]): (readonly number[])[] {
  return Array.from(values, (value, at) => [Math.floor(at / width), at % width, value])
}
