/** A tile's place is left free between kernels. */
const GAP = 1

export interface ArrangedTiles {
  readonly width: number
  readonly height: number
  readonly columns: number
  /** Where each value of each tile stands in the picture, and -1 between them. */
  readonly sources: Int32Array
}

/** Kernels of `height` x `width`, `count` of them, in rows of about as many as there are rows. */
export function arrangeTiles(count: number, height: number, width: number): ArrangedTiles {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)))
  const rows = Math.ceil(count / columns)
  const whole = { width: columns * (width + GAP) - GAP, height: rows * (height + GAP) - GAP }
  const sources = new Int32Array(whole.width * whole.height).fill(-1)
  for (let value = 0; value < count * height * width; value++) {
    const [tile, place] = [Math.floor(value / (height * width)), value % (height * width)]
    const row = Math.floor(tile / columns) * (height + GAP) + Math.floor(place / width)
    const column = (tile % columns) * (width + GAP) + (place % width)
    sources[row * whole.width + column] = value
  }
  return { ...whole, columns, sources }
}
