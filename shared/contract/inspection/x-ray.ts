import { z } from 'zod'
import { separableOrderSchema } from './describe.ts'
import { valueScaleSchema } from './maps.ts'
import { floatsSchema, imageRefSchema, layerNameSchema, modelRefSchema, sizeSchema } from './refs.ts'

export const xrayArgsSchema = z.object({
  model: modelRefSchema,
  image: imageRefSchema,
  /** A separable convolution's name, as `inspection:describe` gives it. */
  layer: layerNameSchema,
  outputChannel: z.int().min(0),
  /** How many of the largest contributors are shown; the others are summed up in `rest`. */
  top: z.int().min(1).max(64).default(8),
})

/** One input channel's way into the output channel. */
export const contributorSchema = z.object({
  channel: z.int(),
  /** Its number in the mixing row. */
  weight: z.number(),
  /** Mean of |contribution| over the map, and its share of the sum of all channels' in 0..1. */
  contribution: z.number(),
  share: z.number(),
  /** The channel as it comes in. */
  input: floatsSchema,
  /** 3x3, row by row. Empty when the pointwise half comes first: that has one kernel, behind the mixing. */
  kernel: floatsSchema,
  /** After its kernel (and the activation between, if any); when the pointwise half comes first, the same as `input`. */
  filtered: floatsSchema,
})
export type Contributor = z.infer<typeof contributorSchema>

/**
 * One output channel of a separable convolution, taken apart.
 * Depthwise first: `mixed = Σ weight · filtered + rest (+ bias)`.
 * Pointwise first: `mixed = kernel * act(Σ weight · input + rest)`.
 * Then `output = activation(mixed · norm.scale + norm.shift)`.
 */
export const xraySchema = z.object({
  layer: z.string(),
  order: separableOrderSchema,
  outputChannel: z.int(),
  inputSize: sizeSchema,
  outputSize: sizeSchema,
  inputChannels: z.int(),
  outputChannels: z.int(),
  kernelSize: sizeSchema,
  /** What stands between the halves. */
  between: z.enum(['none', 'relu', 'elu']),
  /** The whole mixing row, by input channel, and each channel's contribution as in `contributor`. */
  row: floatsSchema,
  contributions: floatsSchema,
  contributors: z.array(contributorSchema),
  /** Sum over all channels that are not shown, bias included, where the shown ones are added up. */
  rest: floatsSchema,
  /** The sum itself; when the pointwise half comes first, the map before the kernel. */
  sum: floatsSchema,
  /** The kernel behind the mixing, of the order pointwise first; empty otherwise. */
  kernel: floatsSchema,
  /** The separable convolution's own output. */
  mixed: floatsSchema,
  /** The batch norm behind it as `scale · x + shift`, and its own numbers; null where there is none. */
  norm: z
    .object({
      layer: z.string(),
      scale: z.number(),
      shift: z.number(),
      gamma: z.number(),
      beta: z.number(),
      mean: z.number(),
      variance: z.number(),
      epsilon: z.number(),
    })
    .nullable(),
  normalized: floatsSchema.nullable(),
  /** The activation that alone reads it, if there is one; its map is the output. */
  activation: z.object({ layer: z.string(), name: z.string() }).nullable(),
  output: floatsSchema,
  /** Largest |shown + rest - mixed| over the largest |mixed|: at most 1e-5. */
  error: z.number(),
  /** Scales of what comes in, of what is between the halves, and of what goes out. */
  scales: z.object({ input: valueScaleSchema, between: valueScaleSchema, output: valueScaleSchema }),
  /** Of each channel between the halves, the share of values that a ReLU there would set to zero, and of their energy. */
  cut: z.object({ values: floatsSchema, energy: floatsSchema, meanValues: z.number(), meanEnergy: z.number() }),
  durationMs: z.number(),
})
export type XRay = z.infer<typeof xraySchema>
