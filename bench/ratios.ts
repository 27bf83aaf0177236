export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Middle value; the mean of the two middle ones of an even count. Throws on none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('the median of nothing')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/**
 * How many times faster ours is, from the seconds per step of both in the same rounds: above 1, ours is faster.
 * Throws when the rounds don't pair.
 */
export function speedRatio(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} rounds against ${theirs.length}`)
  return spread(ours.map((seconds, round) => (theirs[round] as number) / seconds))
}
