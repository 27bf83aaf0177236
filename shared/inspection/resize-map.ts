/** Bilinear resize of one plane, as drawn over an image: pixel centres aligned, edges repeated. */
export function resizeMap(
  plane: Float32Array,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): Float32Array {
  const resized = new Float32Array(rows * columns)
  const across = axis(width, columns)
  for (const [row, y] of axis(height, rows).entries()) {
    for (const [column, x] of across.entries()) {
      const at = (j: number, i: number) => plane[j * width + i] as number
      const upper = at(y.from, x.from) * (1 - x.share) + at(y.from, x.to) * x.share
      const lower = at(y.to, x.from) * (1 - x.share) + at(y.to, x.to) * x.share
      resized[row * columns + column] = upper * (1 - y.share) + lower * y.share
    }
  }
  return resized
}

/** Of each output position the two inputs around it, and the second one's share. */
function axis(size: number, wanted: number) {
  return Array.from({ length: wanted }, (_, position) => {
    const centre = Math.min(size - 1, Math.max(0, ((position + 0.5) * size) / wanted - 0.5))
    const from = Math.floor(centre)
    return { from, to: Math.min(size - 1, from + 1), share: centre - from }
  })
}
