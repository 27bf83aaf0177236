/** The mixing row of one output channel: column `output` of a pointwise kernel `[inputs, outputs]`. */
export function columnOf(kernel: Float32Array, output: number, inputs: number): Float32Array {
  const outputs = kernel.length / inputs
  return Float32Array.from({ length: inputs }, (_, input) => kernel[input * outputs + output] as number)
}

/** What each channel adds to a sum `Σ row[channel] · map[channel]`: the mean of |row · map| over the places of the map. */
export function contributionsOf(values: Float32Array, row: Float32Array): Float32Array {
  const channels = row.length
  const sums = new Float64Array(channels)
  for (let at = 0; at < values.length; at++) {
    const channel = at % channels
    sums[channel] = (sums[channel] as number) + Math.abs((values[at] as number) * (row[channel] as number))
  }
  return Float32Array.from(sums, (sum) => sum / (values.length / channels))
}

/** `Σ row · map + constant`: the whole sum, and the part of it that is not shown. Summed in double precision. */
export function restOf(
  values: Float32Array,
  row: Float32Array,
  shown: ReadonlySet<number>,
  constant: number,
): { readonly rest: Float32Array; readonly sum: Float32Array } {
  const channels = row.length
  const places = values.length / channels
  const rest = new Float32Array(places)
  const sum = new Float32Array(places)
  for (let place = 0; place < places; place++) {
    let [hidden, seen] = [constant, 0]
    for (let channel = 0; channel < channels; channel++) {
      const part = (values[place * channels + channel] as number) * (row[channel] as number)
      if (shown.has(channel)) seen += part
      else hidden += part
    }
    rest[place] = hidden
    sum[place] = hidden + seen
  }
  return { rest, sum }
}

/** Largest difference of two maps, by the largest value of the second. */
export function differenceOf(a: Float32Array, b: Float32Array): number {
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const difference = b.reduce((most, value, at) => Math.max(most, Math.abs(value - (a[at] as number))), 0)
  return largest > 0 ? difference / largest : difference
}

/** What a ReLU would set to zero: the share of each channel's values that are below zero, and of their squares' sum. */
export function cutByRelu(values: Float32Array, channels: number) {
  const counts = new Float32Array(channels)
  const lost = new Float64Array(channels)
  const energy = new Float64Array(channels)
  for (let at = 0; at < values.length; at++) {
    const channel = at % channels
    const value = values[at] as number
    energy[channel] = (energy[channel] as number) + value * value
    if (value >= 0) continue
    counts[channel] = (counts[channel] as number) + 1
    lost[channel] = (lost[channel] as number) + value * value
  }
  const shares = counts.map((count) => count / (values.length / channels))
  const energies = Float32Array.from(lost, (sum, channel) => (sum > 0 ? sum / (energy[channel] as number) : 0))
  const mean = (numbers: Float32Array) => numbers.reduce((sum, value) => sum + value, 0) / channels
  return { values: shares, energy: energies, meanValues: mean(shares), meanEnergy: mean(energies) }
}
