import type { ChannelStatistics } from '../contract/inspection/describe.ts'

/** Statistics of each channel of values `[..., channels]`, channels last. */
export function channelStatistics(values: Float32Array, channels: number): ChannelStatistics {
  const positions = values.length / channels
  const minimum = new Float32Array(channels).fill(Infinity)
  const maximum = new Float32Array(channels).fill(-Infinity)
  // In double precision: a variance is the small difference of large sums.
  const sums = new Float64Array(channels)
  const squares = new Float64Array(channels)
  const zeros = new Float32Array(channels)
  for (let from = 0; from < values.length; from += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = values[from + channel] as number
      if (value < (minimum[channel] as number)) minimum[channel] = value
      if (value > (maximum[channel] as number)) maximum[channel] = value
      if (value === 0) zeros[channel] = (zeros[channel] as number) + 1
      sums[channel] = (sums[channel] as number) + value
      squares[channel] = (squares[channel] as number) + value * value
    }
  }
  const mean = Float32Array.from(sums, (sum) => sum / positions)
  const energy = Float32Array.from(squares, (sum) => sum / positions)
  const variance = Float32Array.from(squares, (sum, channel) => {
    return Math.max(0, sum / positions - ((sums[channel] as number) / positions) ** 2)
  })
  return { minimum, maximum, mean, energy, variance, zeros: zeros.map((count) => count / positions) }
}

/** Over all channels. */
export function rangeOf({ minimum, maximum }: Pick<ChannelStatistics, 'minimum' | 'maximum'>) {
  return { minimum: minimum.reduce((a, b) => Math.min(a, b)), maximum: maximum.reduce((a, b) => Math.max(a, b)) }
}

/** Channels that are the same everywhere: they say nothing of the image. `floor` is the least range that counts. */
export function deadChannels({ minimum, maximum }: Pick<ChannelStatistics, 'minimum' | 'maximum'>): number[] {
  const range = rangeOf({ minimum, maximum })
  const floor = 1e-6 * Math.max(Math.abs(range.minimum), Math.abs(range.maximum))
  return channelsWhere(minimum.length, (channel) => {
    return (maximum[channel] as number) - (minimum[channel] as number) <= floor
  })
}

/** Share of a channel's values that must lie in the upper tenth of its range for it to count as saturated. */
const SATURATED_SHARE = 0.95

/** Channels that are at their upper end nearly everywhere, without being dead. */
export function saturatedChannels(values: Float32Array, statistics: ChannelStatistics): number[] {
  const { minimum, maximum } = statistics
  const channels = minimum.length
  const limits = maximum.map((most, channel) => most - 0.1 * (most - (minimum[channel] as number)))
  const counts = new Float32Array(channels)
  for (let at = 0; at < values.length; at++) {
    const channel = at % channels
    if ((values[at] as number) >= (limits[channel] as number)) counts[channel] = (counts[channel] as number) + 1
  }
  const dead = new Set(deadChannels(statistics))
  const least = SATURATED_SHARE * (values.length / channels)
  return channelsWhere(channels, (channel) => !dead.has(channel) && (counts[channel] as number) >= least)
}

function channelsWhere(channels: number, matches: (channel: number) => boolean): number[] {
  return Array.from({ length: channels }, (_, channel) => channel).filter(matches)
}
