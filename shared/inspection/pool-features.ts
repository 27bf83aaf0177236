/** Cells along a side at most, and features of an image at most. */
const MOST_CELLS = 8
const MOST_FEATURES = 8192

/** Cells along the longer side that a map of so many channels is averaged down to. */
export function cellsOf(channels: number): number {
  return Math.max(1, Math.min(MOST_CELLS, Math.floor(Math.sqrt(MOST_FEATURES / channels))))
}

/** Features of one map `[height, width, channels]`: itself where it is small enough, else means over squares of it. */
export function poolFeatures(
  values: Float32Array,
  [height, width, channels]: readonly [number, number, number],
): Float32Array {
  const factor = Math.ceil(Math.max(height, width) / cellsOf(channels))
  if (factor === 1) return values
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)]
  const pooled = new Float32Array(rows * columns * channels)
  const counts = new Float32Array(rows * columns)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(y / factor) * columns + Math.floor(x / factor)
      counts[cell] = (counts[cell] as number) + 1
      const [from, to] = [(y * width + x) * channels, cell * channels]
      for (let channel = 0; channel < channels; channel++) {
        pooled[to + channel] = (pooled[to + channel] as number) + (values[from + channel] as number)
      }
    }
  }
  return pooled.map((sum, at) => sum / (counts[Math.floor(at / channels)] as number))
}
