import { z } from 'zod'
import { channelStatisticsSchema, seenImageSchema } from './describe.ts'
import {
  bytesSchema,
  floatsSchema,
  imageRefSchema,
  layerNameSchema,
  modelRefSchema,
  receptiveFieldSchema,
  sizeSchema,
} from './refs.ts'

/** What the channels of a grid are sorted by, the largest first; `channel` leaves them as they are. */
export const rankSchema = z.enum(['mean', 'energy', 'variance', 'channel'])
export type Rank = z.infer<typeof rankSchema>

/**
 * What the bytes of tiles mean: `value = low + byte / 255 · (high - low)`, one scale for the whole layer. Of a signed layer
 * `low = -high`, so that 128 is zero and a diverging scale fits; of others `low` is 0 or the least value.
 */
export const valueScaleSchema = z.object({ low: z.number(), high: z.number(), signed: z.boolean() })
export type ValueScale = z.infer<typeof valueScaleSchema>

export const mapsArgsSchema = z.object({
  model: modelRefSchema,
  image: imageRefSchema,
  layer: layerNameSchema,
  rank: rankSchema.default('mean'),
  /** Of the first tile in the ranked order. */
  offset: z.int().min(0).default(0),
  count: z.int().min(0).max(512).default(64),
  /** Longest side of a tile in values at most; larger maps are averaged down, smaller ones are given as they are. */
  size: z.int().min(1).max(299).default(64),
})

export const layerMapsSchema = z.object({
  layer: z.string(),
  /** `[height, width, channels]`; a vector is `[1, 1, units]`. */
  shape: z.array(z.int()),
  scale: valueScaleSchema,
  /** Over all values. */
  range: z.object({ minimum: z.number(), maximum: z.number(), meanAbsolute: z.number() }),
  statistics: channelStatisticsSchema,
  /** Channels in the ranked order, all of them. */
  order: z.array(z.int()),
  /** Of the tiles: the channels `order[offset]` to `order[offset + count - 1]`. */
  offset: z.int(),
  count: z.int(),
  tile: sizeSchema,
  /** Tile after tile, each row by row. */
  tiles: bytesSchema,
  receptiveField: receptiveFieldSchema,
  durationMs: z.number(),
})
export type LayerMaps = z.infer<typeof layerMapsSchema>

export const mapArgsSchema = z.object({
  model: modelRefSchema,
  image: imageRefSchema,
  layer: layerNameSchema,
  channel: z.int().min(0),
})

/** One channel at its own size, with every value. */
export const channelMapSchema = z.object({
  layer: z.string(),
  channel: z.int(),
  size: sizeSchema,
  values: floatsSchema,
  /** The layer's, as the tiles have it. */
  scale: valueScaleSchema,
  receptiveField: receptiveFieldSchema,
  image: seenImageSchema,
})
export type ChannelMap = z.infer<typeof channelMapSchema>

/** `spatial`: kernels with a height and a width. `mixing`: rows of numbers, one for each input channel. */
const kernelPartSchema = z.enum(['spatial', 'mixing'])

export const kernelsArgsSchema = z.object({
  model: modelRefSchema,
  layer: layerNameSchema,
  /** Which kernels of a separable convolution; when not given, the layer's first: its spatial ones, if it has any. */
  part: kernelPartSchema.optional(),
  /** By the length of each kernel as a vector, the longest first; `channel` leaves them as they are. */
  rank: z.enum(['norm', 'channel']).default('channel'),
  /** The first kernel in the ranked order, and how many. */
  offset: z.int().min(0).default(0),
  count: z.int().min(1).max(512).default(64),
})

/** The kernels of a layer: one for each output channel, of a depthwise layer for each channel. */
export const kernelsSchema = z.object({
  layer: z.string(),
  part: kernelPartSchema,
  /** `[height, width]` of each; a mixing row is `[1, input channels]`. */
  size: sizeSchema,
  /** How many kernels the layer has, and input channels that each has a plane for (1 of a depthwise one, and of a row). */
  total: z.int(),
  planes: z.int(),
  /** Kernels in the ranked order, all of them; the page is `order[offset]` to `order[offset + count - 1]`. */
  order: z.array(z.int()),
  offset: z.int(),
  count: z.int(),
  /** Length of each kernel as a vector over all of its weights, by kernel. */
  norms: floatsSchema,
  /** Signed, over all kernels of the layer. */
  scale: valueScaleSchema,
  /** `count · planes` planes, kernel after kernel; of more than three input channels their mean plane alone, `planes` 1. */
  values: floatsSchema,
  /** Whether `values` are means over the input channels. */
  averaged: z.boolean(),
})
export type Kernels = z.infer<typeof kernelsSchema>
