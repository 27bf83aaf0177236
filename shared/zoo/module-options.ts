import { z } from 'zod'
import { fail, succeed, type Result } from '../contract/result.ts'

/**
 * The forms of a module on the Xception paper's road: Fig. 1 to 4, the separable convolution in both orders, and the plain
 * convolution that all of them stand in for.
 */
export const MODULE_FORMS = [
  'canonical',
  'simplified',
  'segmented',
  'extreme',
  'pointwise-first',
  'depthwise-first',
  'plain',
] as const

export const moduleOptionsSchema = z.object({
  form: z.enum(MODULE_FORMS),
  /** Side of the square input map, in pixels. */
  size: z.int().min(1).max(1024).default(32),
  /** Channels of the input map. */
  channels: z.int().min(1).max(4096).default(3),
  /** Channels of the output, and between the halves where there are two. */
  filters: z.int().min(1).max(4096).default(12),
  /** Parts into which the channels are cut: 1 is an ordinary convolution after a 1x1, `filters` one for each channel. */
  segments: z.int().min(1).max(4096).default(3),
  /** Side of the spatial kernels. */
  kernel: z.int().min(1).max(15).default(3),
  /** What stands between the halves. */
  activation: z.enum(['none', 'relu', 'elu']).default('none'),
})

export type ModuleOptions = z.infer<typeof moduleOptionsSchema>

/** Which forms have segments, or as many towers. */
const SEGMENTED: ReadonlySet<string> = new Set(['simplified', 'segmented'])
/** The canonical module has four branches, each with a quarter of the filters. */
export const CANONICAL_BRANCHES = 4

/** Numbers of segments into which so many channels can be cut, ascending. */
export function possibleSegments(filters: number): readonly number[] {
  return Array.from({ length: filters }, (_, index) => index + 1).filter((count) => filters % count === 0)
}

/** Refuses channels that don't divide (`option-invalid`, with the numbers that do). */
export function checkModuleOptions(options: ModuleOptions): Result<ModuleOptions> {
  const { form, filters, segments } = options
  if (SEGMENTED.has(form) && filters % segments !== 0) {
    const allowed = `a number that divides ${filters}: ${possibleSegments(filters).join(', ')}`
    return fail('option-invalid', { option: 'segments', received: String(segments), allowed })
  }
  if (form === 'canonical' && filters % CANONICAL_BRANCHES !== 0) {
    const allowed = `a multiple of ${CANONICAL_BRANCHES}, one part for each branch`
    return fail('option-invalid', { option: 'filters', received: String(filters), allowed })
  }
  return succeed(options)
}
