/** Numbers along one side of a chart, from `low` to `high`. */
export interface ChartAxis {
  /** What is counted, with its unit if it has one. */
  readonly title: string
  readonly low: number
  readonly high: number
  /** Names in place of numbers, at places of the axis. */
  readonly names?: readonly { readonly at: number; readonly text: string }[]
}

/** What is drawn, in the chart's own numbers. */
export type ChartMark =
  /** From `base` to `value`, as wide as `from` to `to`. */
  | { readonly kind: 'bar'; readonly from: number; readonly to: number; readonly base: number; readonly value: number }
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  /** Where two numbers would be equal, or the like: a dashed line. */
  | { readonly kind: 'guide'; readonly from: readonly [number, number]; readonly to: readonly [number, number] }

/** The hue of what is drawn; depthwise and pointwise have their own everywhere. */
export type ChartHue = 'accent' | 'depthwise' | 'pointwise'

/** A chart as numbers: what it shows, apart from how it is drawn. */
export interface Chart {
  readonly title: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly marks: readonly ChartMark[]
  readonly hue?: ChartHue
}

/** Round numbers from `low` to `high`, about `count` of them; the one number where the two are equal. */
export function roundTicks(low: number, high: number, count = 5): readonly number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const apart = (factor: number) => Math.abs(Math.log((factor * power) / rough))
  const step = power * [1, 2, 5, 10].reduce((best, factor) => (apart(factor) < apart(best) ? factor : best))
  const first = Math.ceil(low / step - 1e-9)
  const ticks = Math.floor(high / step + 1e-9) - first + 1
  // Multiples of the step, not sums of it, so that 0.3 is not 0.30000000000000004 and zero is zero.
  return Array.from({ length: ticks }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

export interface AxisEnds {
  readonly low: number
  readonly high: number
}

/** The round ends of an axis that holds all numbers with zero among them. */
export function axisFromZero(values: Iterable<number>): AxisEnds {
  return axisAround([0, ...values])
}

/** The round ends of an axis that holds all numbers; from 0 to 1 where there is nothing between them. */
export function axisAround(values: Iterable<number>): AxisEnds {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (!(high > low)) return { low: 0, high: 1 }
  const [first = low, second = high] = roundTicks(low, high)
  const step = second - first
  const round = (value: number) => Number(value.toPrecision(12))
  return { low: round(Math.floor(low / step + 1e-9) * step), high: round(Math.ceil(high / step - 1e-9) * step) }
}
