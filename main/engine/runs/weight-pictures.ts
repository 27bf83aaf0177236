import type { ModelRef } from '../../../shared/contract/inspection/refs.ts'
import type { WeightPicture } from '../../../shared/contract/lab.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { readLayerWeights } from '../formats/layer-weights.ts'

/** Longest side of a matrix as a picture. */
const MATRIX_SIDE = 512
/** Kernels that are shown of a layer that has more. */
const MOST_TILES = 1024
const BINS = 40

/** The weights of one layer of a model as pictures. Fails as `readLayerWeights`. */
export async function readWeightPictures(
  store: string,
  model: ModelRef,
  layer: string,
  paths: Readonly<Record<string, string>>,
): Promise<Result<readonly WeightPicture[]>> {
  const read = await readLayerWeights(store, model, layer, paths)
  if (!read.ok) return read
  return succeed(read.value.map(({ weight, shape, values }) => pictureOfWeight(weight, shape, values)))
}

/** A weight's numbers, histogram and picture. Kernels larger than 1x1 are tiles, others a matrix; vectors have none. */
export function pictureOfWeight(weight: string, shape: readonly number[], values: Float32Array): WeightPicture {
  const numbers = summarize(values)
  const largest = Math.max(Math.abs(numbers.minimum), Math.abs(numbers.maximum)) || 1
  const scale = { low: -largest, high: largest }
  const byte = (value: number) => Math.round(((value + largest) / (2 * largest)) * 255)
  return {
    ...{ weight, shape: [...shape], ...numbers, histogram: histogram(values, numbers.minimum, numbers.maximum), scale },
    picture:
      shape.length === 4 && (shape[0] ?? 1) * (shape[1] ?? 1) > 1
        ? tiles(shape, values, byte)
        : matrix(shape, values, byte),
  }
}

function summarize(values: Float32Array) {
  let [minimum, maximum, sum, squares] = [Infinity, -Infinity, 0, 0]
  for (const value of values) {
    minimum = Math.min(minimum, value)
    maximum = Math.max(maximum, value)
    sum += value
    squares += value * value
  }
  const mean = sum / values.length
  return { minimum, maximum, mean, deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) }
}

function histogram(values: Float32Array, from: number, to: number): number[] {
  const counts = new Array<number>(BINS).fill(0)
  const width = (to - from) / BINS || 1
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - from) / width))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

/** `[height, width, channels, filters]` as kernels one after another: all inputs of the first output, and so on. */
function tiles(shape: readonly number[], values: Float32Array, byte: (value: number) => number) {
  const [height = 1, width = 1, channels = 1, filters = 1] = shape
  const total = channels * filters
  const count = Math.min(total, MOST_TILES)
  const size = height * width
  const picture = Uint8Array.from({ length: count * size }, (_, index) => {
    const [tile, place] = [Math.floor(index / size), index % size]
    const [channel, filter] = [tile % channels, Math.floor(tile / channels)]
    return byte(values[(place * channels + channel) * filters + filter] ?? 0)
  })
  return { kind: 'tiles' as const, height, width, count, total, reduce: 1, values: picture }
}

function matrix(shape: readonly number[], values: Float32Array, byte: (value: number) => number) {
  const [rows, columns] = shape.slice(-2)
  if (shape.length < 2 || rows === undefined || columns === undefined) return null
  const reduce = Math.ceil(Math.max(rows, columns) / MATRIX_SIDE)
  const [height, width] = [Math.ceil(rows / reduce), Math.ceil(columns / reduce)]
  const extremes = new Float32Array(height * width)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = Math.floor(row / reduce) * width + Math.floor(column / reduce)
      const value = values[row * columns + column] ?? 0
      if (Math.abs(value) > Math.abs(extremes[at] ?? 0)) extremes[at] = value
    }
  }
  return { kind: 'matrix' as const, height, width, count: 1, total: 1, reduce, values: Uint8Array.from(extremes, byte) }
}
