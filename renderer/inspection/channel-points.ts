import type { Comparison } from '../../shared/contract/inspection/comparison.ts'

/** What of a channel is held against the other side. */
export type PointStatistic = 'mean' | 'energy'

/** A channel in A and in B. */
export interface ChannelPoint {
  readonly channel: number
  readonly a: number
  readonly b: number
}

/** A point for each channel, by its mean or its energy; null where the two have other channels. */
export function channelPoints(
  { a, b }: Pick<Comparison, 'a' | 'b'>,
  statistic: PointStatistic,
): readonly ChannelPoint[] | null {
  const [left, right] = [a.statistics[statistic], b.statistics[statistic]]
  if (left.length !== right.length) return null
  return [...left].map((value, channel) => ({ channel, a: value, b: right[channel] ?? 0 }))
}

/** The point nearest to a place, both axes counted alike from `low` to `high`; null without points. */
export function nearestPoint(points: readonly ChannelPoint[], a: number, b: number): ChannelPoint | null {
  let nearest: ChannelPoint | null = null
  let least = Infinity
  for (const point of points) {
    const distance = (point.a - a) ** 2 + (point.b - b) ** 2
    if (distance < least) [nearest, least] = [point, distance]
  }
  return nearest
}

/** The channel before or behind one, as they lie from left to right; the first where none is chosen. */
export function neighbour(points: readonly ChannelPoint[], channel: number | null, by: 1 | -1): number | null {
  const ordered = points.toSorted((x, y) => x.a - y.a || x.channel - y.channel)
  const at = ordered.findIndex((point) => point.channel === channel)
  const next = at < 0 ? 0 : Math.min(ordered.length - 1, Math.max(0, at + by))
  return ordered[next]?.channel ?? null
}
