import { z } from 'zod'
import { fail, succeed, type Result } from '../contract/result.ts'
import { INPUT_SIZE_MAXIMUM, SMALL_STEM_MINIMUM } from './xception-options.ts'

/** The options that every network of the zoo has; Xception's own are in `xception-options.ts`. */
export const networkOptionsSchema = z.object({
  /** Side of the square input, in pixels. */
  inputSize: z.int().min(1).max(INPUT_SIZE_MAXIMUM).default(299),
  classes: z.int().min(2).max(100_000).default(1000),
  /** Factor on every filter count, rounded to the nearest whole number, at least 1. */
  width: z.number().min(0.01).max(4).default(1),
  /** `small`: for images of 32 pixels and more; `auto`: small where the full stem can't be. */
  stem: z.enum(['auto', 'full', 'small']).default('auto'),
  /** Share of values dropped before the last layer, in 0..1. */
  dropout: z.number().min(0).max(0.95).default(0),
  /** Share of the old moving statistics that a step keeps: 0.99 as Keras, 0.9 in the small variants. */
  batchNormMomentum: z.number().min(0).max(0.9999).default(0.99),
})

export type NetworkOptions = z.infer<typeof networkOptionsSchema>

/** The stem that `auto` stands for at this input size; `fullMinimum` is the least size that the full one is used for. */
export function resolveNetworkStem(
  { stem, inputSize }: Pick<NetworkOptions, 'stem' | 'inputSize'>,
  fullMinimum: number,
): 'full' | 'small' {
  if (stem !== 'auto') return stem
  return inputSize < fullMinimum ? 'small' : 'full'
}

/** Refuses input sizes that the chosen stem can't take (`input-too-small`). */
export function checkNetworkOptions<Options extends NetworkOptions>(
  options: Options,
  fullMinimum: number,
): Result<Options> {
  const stem = resolveNetworkStem(options, fullMinimum)
  const minimum = stem === 'small' ? SMALL_STEM_MINIMUM : fullMinimum
  if (options.inputSize < minimum) return fail('input-too-small', { received: options.inputSize, minimum, stem })
  return succeed(options)
}

/** A filter count times the width, at least 1. */
export function scaleFilters(width: number): (count: number) => number {
  return (count) => Math.max(1, Math.round(count * width))
}
