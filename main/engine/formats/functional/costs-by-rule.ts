import { z } from 'zod'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { pair, size, useBias } from './keras-schemas.ts'
import type { Config } from './shape-rules.ts'

/** Of a layer that is not computed here: values of its weights, and multiply-adds for one image; null: not known. */
export interface RuledCost {
  readonly parameters: number
  readonly macs: number | null
}

type Rule = (input: Shape, config: Config, output: Shape | null) => RuledCost | null

const axes = z.union([z.int().transform((axis) => [axis]), z.array(z.int()).min(1).max(8)])

/** A rule over what a schema finds in the configuration; none where it finds something else. */
const over =
  <Schema extends z.ZodType>(
    schema: Schema,
    rule: (input: Shape, config: z.output<Schema>, output: Shape | null) => RuledCost | null,
  ): Rule =>
  (input, config, output) => {
    const read = schema.safeParse(config)
    return read.success ? rule(input, read.data, output) : null
  }

/** Kernels that are applied at each pixel of a map, and a bias for each channel that comes out. */
function kernels(values: number, pixels: Shape | null, biases: number): RuledCost {
  return { parameters: values + biases, macs: pixels?.length === 3 ? values * shapeSize(pixels.slice(0, 2)) : null }
}

const window = { kernel_size: pair, use_bias: useBias }
const channelsOf = (map: Shape) => (map.length === 3 ? (map[2] ?? null) : null)
const multiplier = { depth_multiplier: size.default(1) }

/** Vectors as long as the sides along some axes, as many of them as options are on. */
const vectors = (input: Shape, along: readonly number[], many: number): RuledCost | null => {
  // The batch is axis 0 in Keras.
  const sides = along.map((axis) => (axis < 0 ? input.at(axis) : input[axis - 1]))
  if (sides.some((side) => side === undefined)) return null
  return { parameters: many * shapeSize(sides as number[]), macs: 0 }
}
const options = (...given: readonly boolean[]) => given.filter(Boolean).length
const on = z.boolean().default(true)

const RULES: Readonly<Record<string, Rule>> = {
  Conv2D: over(z.object({ ...window, filters: size, groups: size.default(1) }), (input, config, output) => {
    const channels = channelsOf(input)
    const { filters, groups, use_bias: biased } = config
    if (channels === null || channels % groups > 0) return null
    return kernels(shapeSize(config.kernel_size) * (channels / groups) * filters, output, biased ? filters : 0)
  }),
  Conv2DTranspose: over(z.object({ ...window, filters: size }), (input, config) => {
    const channels = channelsOf(input)
    const { filters, kernel_size: kernel, use_bias: biased } = config
    // Each pixel that is read is spread over a window of the output.
    return channels === null ? null : kernels(shapeSize(kernel) * channels * filters, input, biased ? filters : 0)
  }),
  DepthwiseConv2D: over(z.object({ ...window, ...multiplier }), (input, config, output) => {
    const made = (channelsOf(input) ?? 0) * config.depth_multiplier
    return made === 0 ? null : kernels(shapeSize(config.kernel_size) * made, output, config.use_bias ? made : 0)
  }),
  SeparableConv2D: over(z.object({ ...window, ...multiplier, filters: size }), (input, config, output) => {
    const made = (channelsOf(input) ?? 0) * config.depth_multiplier
    const { filters, use_bias: biased } = config
    return made === 0 ? null : kernels((shapeSize(config.kernel_size) + filters) * made, output, biased ? filters : 0)
  }),
  Dense: over(z.object({ units: size, use_bias: useBias }), (input, { units, use_bias: biased }) => {
    const values = (input.at(-1) ?? 0) * units
    return { parameters: values + (biased ? units : 0), macs: values * shapeSize(input.slice(0, -1)) }
  }),
  BatchNormalization: over(z.object({ axis: axes.default([-1]), center: on, scale: on }), (input, config) =>
    vectors(input, config.axis, 2 + options(config.center, config.scale)),
  ),
  LayerNormalization: over(z.object({ axis: axes.default([-1]), center: on, scale: on }), (input, config) =>
    vectors(input, config.axis, options(config.center, config.scale)),
  ),
  GroupNormalization: over(z.object({ axis: axes.default([-1]), center: on, scale: on }), (input, config) =>
    vectors(input, config.axis, options(config.center, config.scale)),
  ),
  Normalization: (input, config) => {
    // Statistics that stand in the configuration are no weights; learned ones come with how many there were.
    if ((config['mean'] ?? null) !== null) return { parameters: 0, macs: 0 }
    const axis = axes.default([-1]).safeParse(config['axis'])
    const learned = axis.success ? vectors(input, axis.data, 2) : null
    return learned && { ...learned, parameters: learned.parameters + 1 }
  },
  PReLU: over(z.object({ shared_axes: z.array(z.int().min(1)).max(8).nullish() }), (input, { shared_axes: shared }) => {
    const sides = input.map((side, index) => (shared?.includes(index + 1) ? 1 : side))
    return { parameters: shapeSize(sides), macs: 0 }
  }),
  // ConvNeXt's own.
  LayerScale: over(z.object({ projection_dim: size }), (_, config) => ({ parameters: config.projection_dim, macs: 0 })),
}

/** What a layer of one of Keras' own classes costs, by Keras' rules; null where there is none here, or it does not fit. */
export function costByRule(className: string, input: Shape, config: Config, output: Shape | null): RuledCost | null {
  return (Object.hasOwn(RULES, className) ? RULES[className] : undefined)?.(input, config, output) ?? null
}
