import { z } from 'zod'
import { layerGraphSchema, preprocessingSchema } from '../../graph/graph-schema.ts'
import { bytesSchema, floatsSchema, receptiveFieldSchema } from './refs.ts'

/** How the two halves of a separable convolution follow each other. */
export const separableOrderSchema = z.enum(['depthwise-first', 'pointwise-first'])
export type SeparableOrder = z.infer<typeof separableOrderSchema>

export const inspectedLayerSchema = z.object({
  name: z.string(),
  kind: z.string(),
  /** Whether it is a convolution over one pixel, which wears the pointwise hue. */
  pointwise: z.boolean(),
  block: z.string(),
  /** `[height, width, channels]`, or `[units]` of a vector, which is shown as units of one value. */
  shape: z.array(z.int()),
  /** Position in the network, from 0 to 1: what layers of two networks are matched by where their names differ. */
  depth: z.number(),
  /** The separable convolution that this layer is, or is a half of: its name for `inspection:xray`. Null for others. */
  separable: z.object({ name: z.string(), order: separableOrderSchema }).nullable(),
  /** Kernels that `inspection:kernels` shows. */
  kernels: z.boolean(),
  receptiveField: receptiveFieldSchema,
})
export type InspectedLayer = z.infer<typeof inspectedLayerSchema>

/** What there is to look at in a model. */
export const modelDescriptionSchema = z.object({
  /** As the network is called: `xception`. */
  name: z.string(),
  /** Of a run: its number and the epoch whose weights these are; null for a file. */
  run: z.object({ runId: z.string(), number: z.int(), epoch: z.int() }).nullable(),
  graph: layerGraphSchema,
  labels: z.array(z.string()),
  /** Side of the square input in pixels. */
  inputSize: z.int(),
  preprocessing: preprocessingSchema,
  /** In the graph's order, the input among them. */
  layers: z.array(inspectedLayerSchema),
  /** Where a class activation map is made unless another layer is chosen: the last activation that is a map. */
  classMapLayer: z.string().nullable(),
})
export type ModelDescription = z.infer<typeof modelDescriptionSchema>

/** An image as the network sees it: resized, in RGB. */
export const seenImageSchema = z.object({
  /** The file's own name. */
  name: z.string(),
  /** Of the file, upright. */
  width: z.int(),
  height: z.int(),
  /** Of what the network sees. */
  size: z.int(),
  /** RGB, `size · size · 3`. */
  pixels: bytesSchema,
})
export type SeenImage = z.infer<typeof seenImageSchema>

export const predictionSchema = z.object({
  image: seenImageSchema,
  /** All classes, the most probable first. */
  classes: z.array(z.object({ index: z.int(), label: z.string(), probability: z.number(), logit: z.number() })),
  /** Time that the engine took, without waiting for a training step. */
  durationMs: z.number(),
})
export type Prediction = z.infer<typeof predictionSchema>

/** One row of a folder's predictions; a broken file is a row with its error's code. */
export const predictionRowSchema = z.object({
  file: z.string(),
  /** Position among the dataset's images; null for files that were not part of one. */
  index: z.int().nullable(),
  /** The most probable classes, at most five, and their probabilities; empty with an error. */
  classes: z.array(z.int()),
  probabilities: z.array(z.number()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type PredictionRow = z.infer<typeof predictionRowSchema>

/** Statistics of every channel of a layer, each array as long as there are channels. */
export const channelStatisticsSchema = z.object({
  minimum: floatsSchema,
  maximum: floatsSchema,
  mean: floatsSchema,
  /** Mean of the squares. */
  energy: floatsSchema,
  variance: floatsSchema,
  /** Share of values that are exactly zero, 0..1. */
  zeros: floatsSchema,
})
export type ChannelStatistics = z.infer<typeof channelStatisticsSchema>
