import { z } from 'zod'
import { checkValue } from '../parse-json.ts'
import type { FlatLayer } from './flatten-model.ts'

/** `y = x · scale + offset` for each channel. */
export interface Scaling {
  readonly scale: readonly number[]
  readonly offset: readonly number[]
  /** Of what it normalizes, where it does. */
  readonly means?: readonly number[]
}

const number = z.number()
const perChannel = z.union([number.transform((value) => [value]), z.array(number).min(1).max(100_000)])
const rescaling = z.object({ scale: number, offset: number.default(0) })
const lastAxis = z.union([z.literal([-1, 3]), z.tuple([z.literal([-1, 3])]), z.null()])
const normalization = z.object({
  axis: lastAxis.default(-1),
  invert: z.literal(false).default(false),
  mean: perChannel.nullish(),
  variance: perChannel.nullish(),
})

/** Keras never divides by less. */
const SMALLEST_DEVIATION = 1e-7

/** What a rescaling layer does. Throws `InvalidModel` for what is not one number each. */
export function readRescaling(layer: FlatLayer): Scaling {
  const { scale, offset } = checkValue(layer.config, rescaling, `layer "${layer.name}" (Rescaling)`)
  return { scale: [scale], offset: [offset] }
}

/** What a normalization layer does, or null where its statistics are weights. */
export function readNormalization(layer: FlatLayer): Scaling | null {
  const { mean, variance } = checkValue(layer.config, normalization, `layer "${layer.name}" (Normalization)`)
  return mean && variance ? { ...fromStatistics(mean, variance), means: mean } : null
}

/** Pixels as they are: 0..255. */
export const RAW: Scaling = { scale: [1], offset: [0] }
const UNIT: Scaling = { scale: [1 / 255], offset: [0] }

/**
 * What a normalization that comes first takes, told by its means: pixels of 0..255 where one is above 1, of 0..1 where
 * none is below 0, else null: unknown.
 */
export function scaleOfMeans(means: ArrayLike<number>): Scaling | null {
  const values = Array.from(means)
  if (values.some((mean) => mean > 1)) return RAW
  return values.every((mean) => mean >= 0) ? UNIT : null
}

/** The scaling that makes a mean 0 and a variance 1. */
export function fromStatistics(mean: ArrayLike<number>, variance: ArrayLike<number>): Scaling {
  const channels = Math.max(mean.length, variance.length)
  const at = (values: ArrayLike<number>, index: number) => values[values.length === 1 ? 0 : index] ?? 0
  const scale = Array.from({ length: channels }, (_, index) => {
    return 1 / Math.max(Math.sqrt(at(variance, index)), SMALLEST_DEVIATION)
  })
  return { scale, offset: scale.map((factor, index) => -at(mean, index) * factor) }
}

/** One scaling after another. */
export function compose(first: Scaling, second: Scaling): Scaling {
  const channels = Math.max(first.scale.length, second.scale.length)
  const at = (values: readonly number[], index: number) => values[values.length === 1 ? 0 : index] ?? 0
  const each = (value: (index: number) => number) => Array.from({ length: channels }, (_, index) => value(index))
  return {
    scale: each((index) => at(first.scale, index) * at(second.scale, index)),
    offset: each((index) => at(first.offset, index) * at(second.scale, index) + at(second.offset, index)),
  }
}

/** The same for every channel? */
export function isUniform({ scale, offset }: Scaling): boolean {
  return scale.every((value) => value === scale[0]) && offset.every((value) => value === offset[0])
}
