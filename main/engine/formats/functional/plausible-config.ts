import { z } from 'zod'
import { checkValue } from '../parse-json.ts'
import { size } from './keras-schemas.ts'
import { KERAS_CLASS } from './layer-config.ts'

const sizes = z.union([size, z.array(size).min(1).max(3)])
const share = z.number().min(0).max(1)

/** What Keras' own classes may say, wider than what is computed here. */
const common = z
  .object({
    filters: size,
    units: size,
    kernel_size: sizes,
    pool_size: sizes,
    strides: sizes.nullable(),
    dilation_rate: sizes,
    groups: size,
    depth_multiplier: size,
    padding: z.union([z.string(), z.int(), z.array(z.unknown())]),
    use_bias: z.boolean(),
    momentum: share,
    epsilon: z.number().positive(),
  })
  .partial()

const NEEDED: Readonly<Record<string, z.ZodType>> = {
  Conv2D: z.object({ filters: size, kernel_size: sizes }),
  SeparableConv2D: z.object({ filters: size, kernel_size: sizes }),
  DepthwiseConv2D: z.object({ kernel_size: sizes }),
  Conv2DTranspose: z.object({ filters: size, kernel_size: sizes }),
  Dense: z.object({ units: size }),
  Dropout: z.object({ rate: share }),
}

const KNOWN: ReadonlySet<string> = new Set([...Object.values(KERAS_CLASS), ...Object.keys(NEEDED)])

/**
 * Tells a layer that is not known from one that is broken: throws `InvalidModel` where the configuration can't be one that
 * Keras wrote, such as a convolution with "many" filters. Of somebody's own class nothing is known.
 */
export function checkPlausible(className: string, config: unknown, what: string): void {
  if (!KNOWN.has(className)) return
  checkValue(config, common, what)
  const needed = Object.hasOwn(NEEDED, className) ? NEEDED[className] : undefined
  if (needed) checkValue(config, needed, what)
}

const MOST = 24
const TEXT = 80
const plain = z.union([z.string(), z.number(), z.boolean()])
const plains = z.array(z.union([plain, z.null()])).max(8)
/** Keras 3 writes objects around names: only the name is plain. */
const named = z.object({ class_name: z.string() }).transform(({ class_name: name }) => name)
const shown = z.union([plain, plains.transform((values) => `[${values.join(', ')}]`), named])

/** Of everybody's, and said elsewhere. */
const HIDDEN: ReadonlySet<string> = new Set(['name', 'dtype', 'batch_input_shape', 'batch_shape'])

/** The plain attributes of a configuration as text: at most 24, each of at most 80 letters. Nothing of it is ever run. */
export function plainConfig(config: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(config)) {
    if (pairs.length === MOST) break
    const read = HIDDEN.has(name) ? null : shown.safeParse(value)
    if (read?.success) pairs.push([cut(name), cut(String(read.data))])
  }
  return pairs
}

const cut = (text: string) => (text.length > TEXT ? `${text.slice(0, TEXT - 1)}…` : text)
