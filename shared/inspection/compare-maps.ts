/** How alike two maps of one shape `[places · channels]` are, as a whole and channel by channel. */
export interface MapDifference {
  /** Of the angle between the two as vectors: 1 in the same direction, 0 at a right angle or where one is zero. */
  readonly cosine: number
  /** |B - A| / |A|; 0 where both are zero, 1 where only A is. */
  readonly relativeL2: number
  readonly channelCosine: Float32Array
  readonly channelRelativeL2: Float32Array
  /** Mean of |B - A| over the channels, of each place. */
  readonly mean: Float32Array
  /** B - A. */
  readonly difference: Float32Array
}

export function compareMaps(a: Float32Array, b: Float32Array, channels: number): MapDifference {
  const sums = () => new Float64Array(channels)
  const [aa, bb, ab, dd] = [sums(), sums(), sums(), sums()] as const
  const difference = new Float32Array(a.length)
  const mean = new Float32Array(a.length / channels)
  // Two plain loops: a division for each of millions of values takes longer than all the rest.
  for (let place = 0, at = 0; place < mean.length; place++) {
    let distance = 0
    for (let channel = 0; channel < channels; channel++, at++) {
      const x = a[at] as number
      const y = b[at] as number
      const d = y - x
      difference[at] = d
      aa[channel] = (aa[channel] as number) + x * x
      bb[channel] = (bb[channel] as number) + y * y
      ab[channel] = (ab[channel] as number) + x * y
      dd[channel] = (dd[channel] as number) + d * d
      distance += Math.abs(d)
    }
    mean[place] = distance / channels
  }
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)
  const each = (of: (channel: number) => number) => Float32Array.from({ length: channels }, (_, channel) => of(channel))
  const part = (values: Float64Array, channel: number) => values[channel] as number
  return {
    cosine: cosineOf(total(ab), total(aa), total(bb)),
    relativeL2: relativeOf(total(dd), total(aa)),
    channelCosine: each((channel) => cosineOf(part(ab, channel), part(aa, channel), part(bb, channel))),
    channelRelativeL2: each((channel) => relativeOf(part(dd, channel), part(aa, channel))),
    mean,
    difference,
  }
}

const cosineOf = (product: number, a: number, b: number) => (a > 0 && b > 0 ? product / Math.sqrt(a * b) : 0)

function relativeOf(difference: number, reference: number): number {
  if (difference === 0) return 0
  return reference > 0 ? Math.sqrt(difference / reference) : 1
}
