import { z } from 'zod'
import type { AnyGraph, UnknownNode } from './any-graph.ts'
import { RESIZES, type LayerAttributes, type LayerGraph, type LayerKind, type Preprocessing } from './layer-graph.ts'

const size = z.int().min(1)
const pair = z.tuple([size, size]).readonly()
const padding = z.enum(['same', 'valid'])
const activation = z.enum(['linear', 'relu', 'elu', 'softmax'])
const shape = z.array(size).min(1).max(3).readonly()
const nothing = z.record(z.string(), z.never())
const window = { kernelSize: pair, strides: pair, padding, useBias: z.boolean() }

const attributes: { [Kind in LayerKind]: z.ZodType<LayerAttributes[Kind]> } = {
  input: z.object({ shape }),
  conv2d: z.object({ filters: size, ...window }),
  depthwiseConv2d: z.object(window),
  separableConv2d: z.object({ filters: size, ...window }),
  batchNormalization: z.object({
    momentum: z.number().min(0).max(1),
    epsilon: z.number().positive(),
    scale: z.literal(false).optional(),
  }),
  activation: z.object({ activation }),
  maxPooling2d: z.object({ poolSize: pair, strides: pair, padding: z.enum(['same', 'valid', 'symmetric']) }),
  averagePooling2d: z.object({ poolSize: pair, strides: pair, padding }),
  globalAveragePooling2d: nothing,
  dense: z.object({ units: size, useBias: z.boolean(), activation }),
  dropout: z.object({ rate: z.number().min(0).max(1) }),
  add: nothing,
  scaledAdd: z.object({ scale: z.number() }),
  concatenate: nothing,
  slice: z.object({ start: z.int().min(0), size }),
  flatten: nothing,
  localResponseNormalization: z.object({
    depthRadius: z.int().min(0).max(1000),
    bias: z.number().positive(),
    alpha: z.number().min(0),
    beta: z.number(),
  }),
}

const node = <Kind extends LayerKind>(kind: Kind) =>
  z.object({
    name: z.string().min(1),
    kind: z.literal(kind),
    attributes: attributes[kind],
    inputs: z.array(z.string()).readonly(),
    block: z.string(),
  })

export const preprocessingSchema: z.ZodType<Preprocessing> = z.object({
  channelOrder: z.literal('rgb'),
  fit: z.literal('stretch'),
  resize: z.enum(RESIZES),
  scale: z.number(),
  offset: z.number(),
})

const knownNode = z.discriminatedUnion('kind', [
  node('input'),
  node('conv2d'),
  node('depthwiseConv2d'),
  node('separableConv2d'),
  node('batchNormalization'),
  node('activation'),
  node('maxPooling2d'),
  node('globalAveragePooling2d'),
  node('dense'),
  node('dropout'),
  node('add'),
  node('averagePooling2d'),
  node('scaledAdd'),
  node('concatenate'),
  node('slice'),
  node('flatten'),
  node('localResponseNormalization'),
])

/** A layer graph from outside (a manifest on disk). Wiring and shapes are checked by shape inference, not here. */
export const layerGraphSchema: z.ZodType<LayerGraph> = z.object({
  name: z.string().min(1),
  inputShape: shape,
  nodes: z.array(knownNode).readonly(),
  outputs: z.array(z.string()).readonly(),
  preprocessing: preprocessingSchema,
})

const anyShape = z.array(size).min(1).max(8).readonly()
const unknownNode: z.ZodType<UnknownNode> = z.object({
  name: z.string().min(1),
  kind: z.literal('unknown'),
  attributes: z.object({
    className: z.string().max(200),
    config: z
      .array(z.tuple([z.string().max(80), z.string().max(80)]).readonly())
      .max(24)
      .readonly(),
    outputShape: anyShape.nullable(),
    parameters: z.int().min(0).nullable(),
    macs: z.int().min(0).nullable(),
  }),
  inputs: z.array(z.string()).readonly(),
  block: z.string(),
})
/** An input of what is no picture, too. */
const anyInput = z.object({ ...node('input').shape, attributes: z.object({ shape: anyShape }) })
const later = z.object({ weightsOf: z.string().min(1).optional() })

/** A network to look at, as `openGraph` gives it. */
export const anyGraphSchema: z.ZodType<AnyGraph> = z.object({
  name: z.string().min(1),
  inputShape: anyShape.nullable(),
  nodes: z.array(z.union([knownNode, unknownNode, anyInput]).and(later)).readonly(),
  outputs: z.array(z.string()).readonly(),
  preprocessing: preprocessingSchema.optional(),
})
