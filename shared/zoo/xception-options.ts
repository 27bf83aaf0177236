import { z } from 'zod'
import { fail, succeed, type Result } from '../contract/result.ts'

/** Keras refuses inputs below this for the full stem; the paper's is 299. */
export const FULL_STEM_MINIMUM = 71
/** The small-image stem keeps stride 1, so five halvings less are enough. */
export const SMALL_STEM_MINIMUM = 32
export const INPUT_SIZE_MAXIMUM = 1024

export const xceptionOptionsSchema = z.object({
  /** Side of the square input, in pixels. */
  inputSize: z.int().min(1).max(INPUT_SIZE_MAXIMUM).default(299),
  classes: z.int().min(2).max(100_000).default(1000),
  /** Factor on every filter count, rounded to the nearest whole number, at least 1. */
  width: z.number().min(0.01).max(4).default(1),
  /** Repeats of the middle flow's module; the paper's is 8. */
  middle: z.int().min(0).max(64).default(8),
  /** The order within a separable convolution: Keras' depthwise first, or the extreme Inception's pointwise first. */
  order: z.enum(['depthwise-first', 'pointwise-first']).default('depthwise-first'),
  /** What stands between the two halves of a separable convolution (the paper's Fig. 10). */
  activation: z.enum(['none', 'relu', 'elu']).default('none'),
  residuals: z.boolean().default(true),
  /** `auto`: small below 71 pixels. */
  stem: z.enum(['auto', 'full', 'small']).default('auto'),
  /** Share of values dropped before the last layer, in 0..1. */
  dropout: z.number().min(0).max(0.95).default(0),
  /** Units of fully connected layers (ReLU) before the last one. */
  denseUnits: z.array(z.int().min(1).max(65_536)).max(4).readonly().default([]),
  /** Share of the old moving statistics that a step keeps: 0.99 as Keras, 0.9 in the small presets. */
  batchNormMomentum: z.number().min(0).max(0.9999).default(0.99),
})

export type XceptionOptions = z.infer<typeof xceptionOptionsSchema>

/** The stem that `auto` stands for at this input size. */
export function resolveStem(options: Pick<XceptionOptions, 'stem' | 'inputSize'>): 'full' | 'small' {
  if (options.stem !== 'auto') return options.stem
  return options.inputSize < FULL_STEM_MINIMUM ? 'small' : 'full'
}

/** Refuses input sizes that the chosen stem can't take (`input-too-small`); everything else is checked by the schema. */
export function checkXceptionOptions(options: XceptionOptions): Result<XceptionOptions> {
  const stem = resolveStem(options)
  const minimum = stem === 'small' ? SMALL_STEM_MINIMUM : FULL_STEM_MINIMUM
  if (options.inputSize < minimum) return fail('input-too-small', { received: options.inputSize, minimum, stem })
  return succeed(options)
}
