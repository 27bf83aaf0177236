import { z } from 'zod'
import { windowOutputSize } from '../../../../shared/graph/infer-shapes.ts'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { pair, size } from './keras-schemas.ts'

/** A layer's, as Keras writes it. */
export type Config = Readonly<Record<string, unknown>>
/** The output's shape from those of the inputs; null where they, or the configuration, don't fit. */
export type Rule = (inputs: readonly Shape[], config: Config) => Shape | null

const margin = z.int().min(0).max(100_000)
const margins = z.union([
  z.tuple([z.tuple([margin, margin]), z.tuple([margin, margin])]),
  z.tuple([margin, margin]).transform(
    ([a, b]) =>
      [
        [a, a],
        [b, b],
      ] as const,
  ),
  margin.transform(
    (all) =>
      [
        [all, all],
        [all, all],
      ] as const,
  ),
])
const window = z.object({
  kernel_size: pair,
  strides: pair.nullish().transform((strides) => strides ?? ([1, 1] as const)),
  dilation_rate: pair.default([1, 1]),
  padding: z.enum(['same', 'valid']).default('valid'),
})

/** An option of a configuration, or null where it is not what Keras writes. */
function given<Schema extends z.ZodType>(config: Config, name: string, schema: Schema): z.output<Schema> | null {
  const parsed = schema.safeParse(config[name])
  return parsed.success ? parsed.data : null
}

const mapOf = (shape: Shape | undefined) => {
  const [height, width, channels] = shape ?? []
  return shape?.length === 3 && height !== undefined && width !== undefined && channels !== undefined
    ? { height, width, channels }
    : null
}
const positive = (shape: Shape): Shape | null => (shape.every((side) => side >= 1) ? shape : null)
/** As the first input. */
export const same: Rule = ([first]) => first ?? null

/** NumPy's: shapes of one rank, in which a side of 1 goes along with any. */
export const broadcast: Rule = ([first, ...others]) =>
  others.reduce<Shape | null>((shape, other) => {
    if (shape?.length !== other.length) return null
    const fits = shape.every((side, axis) => side === other[axis] || side === 1 || other[axis] === 1)
    return fits ? shape.map((side, axis) => Math.max(side, other[axis] ?? 1)) : null
  }, first ?? null)

/** An option that is the number of channels. */
export const channelsGiven = (name: string) => (config: Config) => given(config, name, size)

/** Any convolution over a map; `filters` gives the channels from the configuration or from those that are read. */
export const sliding =
  (filters: (config: Config, channels: number) => number | null): Rule =>
  ([input], config) => {
    const map = mapOf(input)
    const read = window.safeParse(config)
    const channels = map && filters(config, map.channels)
    if (!map || !read.success || channels === null) return null
    const { kernel_size: kernel, strides, dilation_rate: dilation, padding } = read.data
    const along = (length: number, axis: 0 | 1) =>
      windowOutputSize(length, (kernel[axis] - 1) * dilation[axis] + 1, strides[axis], padding)
    return positive([along(map.height, 0), along(map.width, 1), channels])
  }

/** Keras' `compute_conv_transpose_output_length` without output padding. */
export const transposed: Rule = ([input], config) => {
  const map = mapOf(input)
  const read = window.safeParse(config)
  const filters = channelsGiven('filters')(config)
  if (!map || !read.success || filters === null || (config['output_padding'] ?? null) !== null) return null
  const { kernel_size: kernel, strides, padding } = read.data
  const along = (length: number, axis: 0 | 1) =>
    length * strides[axis] + (padding === 'same' ? 0 : Math.max(kernel[axis] - strides[axis], 0))
  return [along(map.height, 0), along(map.width, 1), filters]
}

/** A margin more (1) or less (-1) on each side, by an option. */
export const framed =
  (name: string, sign: 1 | -1): Rule =>
  ([input], config) => {
    const map = mapOf(input)
    const edges = given(config, name, margins)
    if (!map || !edges) return null
    const [[top, bottom], [left, right]] = edges
    return positive([map.height + sign * (top + bottom), map.width + sign * (left + right), map.channels])
  }

/** So many times the size. */
export const enlarged: Rule = ([input], config) => {
  const map = mapOf(input)
  const factor = given(config, 'size', pair)
  return map && factor && [map.height * factor[0], map.width * factor[1], map.channels]
}

/** One value of each channel. */
export const pooledWhole: Rule = ([input], config) => {
  const map = mapOf(input)
  return map && (config['keepdims'] === true ? [1, 1, map.channels] : [map.channels])
}

/** The shape that the configuration says, one side of it from the rest. */
export const reshaped: Rule = ([input], config) => {
  const target = given(config, 'target_shape', z.array(z.union([size, z.literal(-1)])).max(8))
  if (!input || !target) return null
  const rest = shapeSize(input) / target.reduce<number>((product, side) => (side === -1 ? product : product * side), 1)
  const shape = target.map((side) => (side === -1 ? rest : side))
  return shapeSize(shape) === shapeSize(input) && shape.every(Number.isInteger) ? shape : null
}

/** Along one axis, the others alike. */
export const joined: Rule = ([first, ...others], config) => {
  const axis = given(config, 'axis', z.int().min(-8).max(8)) ?? -1
  if (!first) return null
  // The batch is axis 0 in Keras.
  const place = axis < 0 ? first.length + axis : axis - 1
  const fits = others.every(
    (other) => other.length === first.length && other.every((side, index) => index === place || side === first[index]),
  )
  if (!fits || first[place] === undefined) return null
  return first.map((side, index) =>
    index === place ? others.reduce((sum, other) => sum + (other[index] ?? 0), side) : side,
  )
}

/** The last axis anew. */
export const units: Rule = ([input], config) => {
  const last = channelsGiven('units')(config)
  return input && last !== null ? [...input.slice(0, -1), last] : null
}

/** Channels of a depthwise convolution. */
export const multiplied = (config: Config, channels: number) =>
  channels * (given(config, 'depth_multiplier', size.default(1)) ?? 1)
