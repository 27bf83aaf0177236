import { z } from 'zod'
import { splitNameSchema } from '../dataset.ts'
import { channelStatisticsSchema } from './describe.ts'
import { rankSchema, valueScaleSchema } from './maps.ts'
import {
  bytesSchema,
  floatsSchema,
  imageRefSchema,
  jobIdSchema,
  layerNameSchema,
  modelRefSchema,
  sizeSchema,
} from './refs.ts'

/** One side of a comparison. */
export const comparedSchema = z.object({ model: modelRefSchema, image: imageRefSchema })

export const compareArgsSchema = z.object({
  a: comparedSchema,
  b: comparedSchema,
  layer: layerNameSchema,
  /** B's layer where it is not to be the one of the same name, or the nearest by depth. */
  layerB: layerNameSchema.optional(),
  /** By the difference's energy with `difference`, or by a statistic of A. */
  rank: z.union([rankSchema, z.literal('difference')]).default('difference'),
  offset: z.int().min(0).default(0),
  count: z.int().min(0).max(256).default(32),
  size: z.int().min(1).max(299).default(64),
})

/** How B's layer was found. */
export const layerMatchSchema = z.enum(['chosen', 'name', 'nearest'])

const sideSchema = z.object({
  layer: z.string(),
  shape: z.array(z.int()),
  statistics: channelStatisticsSchema,
  tile: sizeSchema,
  tiles: bytesSchema,
  /** Channels that are the same everywhere, and those that are at their upper end nearly everywhere. */
  dead: z.array(z.int()),
  saturated: z.array(z.int()),
})

/** Two maps of one layer beside each other. */
export const comparisonSchema = z.object({
  match: layerMatchSchema,
  a: sideSchema,
  b: sideSchema,
  /** One scale for both sides. */
  scale: valueScaleSchema,
  /** Channels in the ranked order. Of the larger layer, where B has other channels than A. */
  order: z.array(z.int()),
  offset: z.int(),
  count: z.int(),
  /** Null where the shapes differ: nothing can be subtracted then. */
  difference: z
    .object({
      /** B less A, signed, in a scale of its own. */
      scale: valueScaleSchema,
      tiles: bytesSchema,
      /** Mean over the channels of |B - A|, at the maps' own size. */
      mean: floatsSchema,
      meanSize: sizeSchema,
      /** Over all values: cosine of the angle between A and B, and |B - A| / |A|. */
      cosine: z.number(),
      relativeL2: z.number(),
      /** Of each channel. */
      channelCosine: floatsSchema,
      channelRelativeL2: floatsSchema,
    })
    .nullable(),
  durationMs: z.number(),
})
export type Comparison = z.infer<typeof comparisonSchema>

export const depthArgsSchema = z.object({ a: comparedSchema, b: comparedSchema })

/** Where two parts ways, layer by layer in A's order. */
export const depthSchema = z.object({
  rows: z.array(
    z.object({
      layer: z.string(),
      layerB: z.string(),
      match: layerMatchSchema,
      block: z.string(),
      depth: z.number(),
      /** Null where the shapes differ. */
      cosine: z.number().nullable(),
      relativeL2: z.number().nullable(),
      deadA: z.int(),
      deadB: z.int(),
    }),
  ),
  /** The first layer whose relative L2 difference is above 0.1; null where there is none. */
  parting: z.string().nullable(),
  durationMs: z.number(),
})
export type Depth = z.infer<typeof depthSchema>

export const similarityArgsSchema = z.object({
  jobId: jobIdSchema,
  a: modelRefSchema,
  b: modelRefSchema,
  datasetId: z.string().min(1).max(200),
  split: splitNameSchema.default('validation'),
  /** Images, evenly taken from the split. */
  count: z.int().min(4).max(512).default(128),
  /** Of A; the last of each block, where everything passes, when not given. */
  layers: z.array(layerNameSchema).max(200).optional(),
})

/**
 * How alike two networks represent the same images: linear CKA (Kornblith et al. 2019, arXiv:1905.00414) of centred
 * features, and the effective rank of each (Roy and Vetterli 2007). Maps above 8x8 are averaged down to it first, and further
 * where an image would have more than 8192 features.
 */
export const similaritySchema = z.object({
  images: z.int(),
  rows: z.array(
    z.object({
      layer: z.string(),
      layerB: z.string(),
      match: layerMatchSchema,
      depth: z.number(),
      cka: z.number(),
      effectiveRankA: z.number(),
      effectiveRankB: z.number(),
      /** Channels that are the same at every place of every image. */
      deadA: z.int(),
      deadB: z.int(),
    }),
  ),
})
export type Similarity = z.infer<typeof similaritySchema>
