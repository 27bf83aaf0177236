import { z } from 'zod'
import type { LayerAttributes, LayerKind } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import { checkValue } from '../parse-json.ts'
import { functionName, pair, size, useBias } from './keras-schemas.ts'
import { KERAS_CLASS } from './layer-config.ts'

/** What one layer of a Keras file is in a layer graph. */
export type ReadLayer = {
  [Kind in LayerKind]: { readonly kind: Kind; readonly attributes: LayerAttributes[Kind] }
}[LayerKind]

type ReadConfig = (config: Readonly<Record<string, unknown>>, what: string) => ReadLayer

const padding = z.enum(['same', 'valid'])
const batch = z.null()
const batchShape = z.tuple([batch, size, size, size])

export const activationSchema = functionName.pipe(z.enum(['linear', 'relu', 'elu', 'softmax']))
const linear = functionName.pipe(z.literal('linear')).default('linear')

const channelsLast = { data_format: z.literal('channels_last').default('channels_last') }
const window = {
  kernel_size: pair,
  strides: pair.default([1, 1]),
  padding: padding.default('valid'),
  use_bias: useBias,
  dilation_rate: pair.pipe(z.tuple([z.literal(1), z.literal(1)])).default([1, 1]),
  activation: linear,
  ...channelsLast,
}
const depthwise = { ...window, depth_multiplier: z.literal(1).default(1) }

interface Window {
  readonly kernel_size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly padding: 'same' | 'valid'
  readonly use_bias: boolean
}
const toWindow = ({ kernel_size: kernelSize, strides, padding: pads, use_bias: useBias }: Window) => {
  return { kernelSize, strides, padding: pads, useBias }
}

const pool = z.object({
  pool_size: pair.default([2, 2]),
  strides: pair.nullish(),
  padding: padding.default('valid'),
  ...channelsLast,
})
const toPool = ({ pool_size: poolSize, strides, padding: pads }: z.output<typeof pool>) => {
  return { poolSize, strides: strides ?? poolSize, padding: pads }
}

function reader<Kind extends LayerKind, Schema extends z.ZodType>(
  kind: Kind,
  schema: Schema,
  toAttributes: (config: z.output<Schema>) => LayerAttributes[Kind],
): ReadConfig {
  return (config, what) => ({ kind, attributes: toAttributes(checkValue(config, schema, what)) }) as ReadLayer
}

/** Kinds without a class of their own; `gather-spelled.ts` reads them. */
export type SpelledKind = 'slice' | 'localResponseNormalization'
type ClassKind = Exclude<LayerKind, SpelledKind>

const READERS: Readonly<Record<ClassKind, ReadConfig>> = {
  input: reader(
    'input',
    z.union([
      z.object({ batch_shape: batchShape }),
      z.object({ batch_input_shape: batchShape }).transform((config) => ({ batch_shape: config.batch_input_shape })),
    ]),
    ({ batch_shape: [, ...shape] }) => ({ shape }),
  ),
  conv2d: reader(
    'conv2d',
    z.object({ filters: size, ...window, groups: z.literal(1).default(1) }),
    ({ filters, ...config }) => ({ filters, ...toWindow(config) }),
  ),
  depthwiseConv2d: reader('depthwiseConv2d', z.object(depthwise), toWindow),
  separableConv2d: reader('separableConv2d', z.object({ filters: size, ...depthwise }), ({ filters, ...config }) => ({
    filters,
    ...toWindow(config),
  })),
  batchNormalization: reader(
    'batchNormalization',
    z.object({
      // The last axis of a map: -1, 3, or Keras 2's [3].
      axis: z.union([z.literal(-1), z.literal(3), z.tuple([z.literal(3)])]).default(-1),
      momentum: z.number().min(0).max(1).default(0.99),
      epsilon: z.number().positive().default(1e-3),
      center: z.boolean().default(true),
      scale: z.boolean().default(true),
    }),
    ({ momentum, epsilon, scale }) => (scale ? { momentum, epsilon } : { momentum, epsilon, scale }),
  ),
  activation: reader('activation', z.object({ activation: activationSchema }), (config) => config),
  maxPooling2d: reader('maxPooling2d', pool, toPool),
  averagePooling2d: reader('averagePooling2d', pool, toPool),
  globalAveragePooling2d: reader(
    'globalAveragePooling2d',
    z.object({ ...channelsLast, keepdims: z.literal(false).default(false) }),
    () => ({}),
  ),
  dense: reader(
    'dense',
    z.object({ units: size, use_bias: useBias, activation: activationSchema.default('linear') }),
    ({ units, use_bias: useBias, activation: function_ }) => ({ units, useBias, activation: function_ }),
  ),
  dropout: reader('dropout', z.object({ rate: z.number().min(0).max(1) }), (config) => config),
  add: reader('add', z.object({}), () => ({})),
  scaledAdd: reader('scaledAdd', z.object({ scale: z.number() }), ({ scale }) => ({ scale })),
  // The last axis of a map.
  concatenate: reader('concatenate', z.object({ axis: z.literal([-1, 3]).default(-1) }), () => ({})),
  flatten: reader('flatten', z.object(channelsLast), () => ({})),
}

const KIND_OF_CLASS = new Map((Object.keys(READERS) as ClassKind[]).map((kind) => [KERAS_CLASS[kind], kind]))

/** Policies whose weights are float32 and whose arithmetic has fewer bits. */
export const MIXED = ['mixed_float16', 'mixed_bfloat16'] as const

/** Weights and arithmetic are float32 everywhere here; Keras 3 writes a policy object, Keras 2 a string. */
export const dtypeSchema = z
  .union([z.string(), z.object({ config: z.object({ name: z.string() }) }).transform(({ config }) => config.name)])
  .pipe(z.literal(['float32', ...MIXED]))
  .nullish()

/** One layer of a Keras configuration. Throws `InvalidModel` for a class or an attribute that no layer kind has. */
export function readLayer(className: string, name: string, config: Readonly<Record<string, unknown>>): ReadLayer {
  const what = `layer "${name}" (${className})`
  const kind = KIND_OF_CLASS.get(className)
  if (kind === undefined) throw new InvalidModel(`${what} is of a class that is not read`)
  checkValue(config['dtype'], dtypeSchema, `${what}: dtype`)
  return READERS[kind](config, what)
}
