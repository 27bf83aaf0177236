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
  const factor = Math.max(1, Math.ceil(Math.max(map.height, map.width) / longest))
  return toBytes(averagedChannels(map, chosen, factor), scale)
}

/**
 * Chosen channels, one after the other, as means over squares of `factor` values; smaller squares at the right and at the
 * bottom. It goes through the map once, place by place: channel by channel would fetch all of it for each.
 */
export function averagedChannels(map: TiledMap, chosen: readonly number[], factor: number): Float32Array {
  const { values, height, width, channels } = map
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)]
  const area = rows * columns
  const averaged = new Float32Array(chosen.length * area)
  const wanted = Int32Array.from(chosen)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / factor) * columns
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels
      const cell = row + Math.floor(x / factor)
      for (let position = 0; position < wanted.length; position++) {
        const at = position * area + cell
        averaged[at] = (averaged[at] as number) + (values[from + (wanted[position] as number)] as number)
      }
    }
  }
  if (factor === 1) return averaged
  const extent = (cell: number, length: number) => Math.min(factor, length - cell * factor)
  for (let at = 0; at < averaged.length; at++) {
    const cell = at % area
    const count = extent(Math.floor(cell / columns), height) * extent(cell % columns, width)
    averaged[at] = (averaged[at] as number) / count
  }
  return averaged
}
