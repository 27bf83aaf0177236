import type { ChannelStatistics } from '../contract/inspection/describe.ts'
import type { Rank, ValueScale } from '../contract/inspection/maps.ts'
import { toBytes } from '../pictures/value-scale.ts'

/** Channels from the largest of a statistic on; equal ones in their order. */
export function rankChannels(statistics: ChannelStatistics, rank: Rank): number[] {
  const { mean } = statistics
  const order = Array.from(mean, (_, channel) => channel)
  if (rank === 'channel') return order
  return rankBy(statistics[rank])
}

/** Positions of numbers, from the largest number on; those that are none come last. */
export function rankBy(numbers: ArrayLike<number>): number[] {
  const size = (at: number) => (Number.isNaN(numbers[at]) ? -Infinity : (numbers[at] as number))
  return Array.from(numbers, (_, at) => at).sort((a, b) => size(b) - size(a) || a - b)
}

/** The scale of values: signed, with zero in the middle, where any is below zero; from zero on otherwise. */
export function scaleOf({ minimum, maximum }: { minimum: number; maximum: number }): ValueScale {
  if (!(minimum < 0)) return { low: 0, high: maximum > 0 ? maximum : 1, signed: false }
  const high = Math.max(-minimum, maximum)
  return { low: -high, high, signed: true }
}

/** `[height, width]` of the tiles that a map is shown in: halved, thirded... until `longest` is not exceeded. */
export function tileSize(height: number, width: number, longest: number): [number, number] {
  const factor = Math.max(1, Math.ceil(Math.max(height, width) / longest))
  return [Math.ceil(height / factor), Math.ceil(width / factor)]
}

export interface TiledMap {
  /** `[height, width, channels]`, channels last. */
  readonly values: Float32Array
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** One channel of a map, row by row. */
export function channelOf({ values, channels }: Pick<TiledMap, 'values' | 'channels'>, channel: number): Float32Array {
  const plane = new Float32Array(values.length / channels)
  for (let at = 0; at < plane.length; at++) plane[at] = values[at * channels + channel] as number
  return plane
}

/** Chosen channels as bytes of a scale, tile after tile; larger maps are averaged down to `longest`. */
export function mapTiles(map: TiledMap, chosen: readonly number[], longest: number, scale: ValueScale): Uint8Array {
  const { height, width } = map
  const [rows, columns] = tileSize(height, width, longest)
  const factor = Math.max(1, Math.ceil(Math.max(height, width) / longest))
  const tiles = new Uint8Array(chosen.length * rows * columns)
  for (const [position, channel] of chosen.entries()) {
    const plane = average(channelOf(map, channel), height, width, factor)
    tiles.set(toBytes(plane, scale), position * rows * columns)
  }
  return tiles
}

/** Means over squares of `factor` values; smaller ones at the right and at the bottom. */
export function average(plane: Float32Array, height: number, width: number, factor: number): Float32Array {
  if (factor === 1) return plane
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)]
  const averaged = new Float32Array(rows * columns)
  const counts = new Float32Array(rows * columns)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = Math.floor(y / factor) * columns + Math.floor(x / factor)
      averaged[at] = (averaged[at] as number) + (plane[y * width + x] as number)
      counts[at] = (counts[at] as number) + 1
    }
  }
  return averaged.map((sum, at) => sum / (counts[at] as number))
}
