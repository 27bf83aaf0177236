import { z } from 'zod'
import { predictionRowSchema } from './describe.ts'
import {
  bytesSchema,
  floatsSchema,
  imageRefSchema,
  jobIdSchema,
  layerNameSchema,
  modelRefSchema,
  receptiveFieldSchema,
  sizeSchema,
} from './refs.ts'
import { valueScaleSchema } from './maps.ts'

export const predictFolderArgsSchema = z.object({
  jobId: jobIdSchema,
  model: modelRefSchema,
  /** A folder of images, with folders in it, or a single image. */
  sourceId: z.string().min(1).max(200),
  /** Where `predictions.csv` is written; not at all when not given. */
  destinationId: z.string().min(1).max(200).optional(),
})

/** The rows themselves come as `inspection:rows`. */
export const predictFolderSchema = z.object({
  images: z.int(),
  failed: z.int(),
  /** Name of the written file. */
  csv: z.string().nullable(),
})

export const excitersArgsSchema = z.object({
  jobId: jobIdSchema,
  model: modelRefSchema,
  layer: layerNameSchema,
  channel: z.int().min(0),
  datasetId: z.string().min(1).max(200),
  top: z.int().min(1).max(64).default(9),
})

/** The images of the validation set that excite a channel most, by the largest value of its map. */
export const excitersSchema = z.object({
  layer: z.string(),
  channel: z.int(),
  /** How many were looked through. */
  images: z.int(),
  rows: z.array(
    z.object({
      index: z.int(),
      file: z.string(),
      label: z.string(),
      value: z.number(),
      /** `[row, column]` of the largest value in the map. */
      position: sizeSchema,
    }),
  ),
  receptiveField: receptiveFieldSchema,
})
export type Exciters = z.infer<typeof excitersSchema>

export const progressEventSchema = z.object({ jobId: jobIdSchema, done: z.int(), total: z.int() })
export const rowsEventSchema = z.object({ jobId: jobIdSchema, rows: z.array(predictionRowSchema) })

/** What the strip beside a training run shows. Null turns it off. */
export const watchArgsSchema = z.object({
  watch: z
    .object({
      image: imageRefSchema,
      /** Whose maps are shown; the deepest activation with maps of at least 7x7 when not given. */
      layer: layerNameSchema.optional(),
      /** After so many steps too; after each epoch only when not given. */
      everySteps: z.int().min(1).optional(),
      count: z.int().min(1).max(64).default(8),
    })
    .nullable(),
})
export type Watch = NonNullable<z.infer<typeof watchArgsSchema>['watch']>

/** The chosen image as the network in training sees it at a step. */
export const liveEventSchema = z.object({
  runId: z.string(),
  epoch: z.int(),
  step: z.int(),
  /** By class. */
  probabilities: z.array(z.number()),
  /** Grad-CAM of the most probable class, as `inspection:classmap` has it. */
  classMap: z.object({ classIndex: z.int(), size: sizeSchema, values: floatsSchema, maximum: z.number() }),
  maps: z.object({
    layer: z.string(),
    scale: valueScaleSchema,
    tile: sizeSchema,
    /** The channels of most energy, in their order. */
    channels: z.array(z.int()),
    tiles: bytesSchema,
  }),
  /** Time that this took from training, and the share of the run's time that all of them took, 0..1. */
  durationMs: z.number(),
  share: z.number(),
})
export type LiveView = z.infer<typeof liveEventSchema>

export const checkpointListSchema = z.object({
  /** In the order of epochs; those of the history, which may have gaps. */
  epochs: z.array(z.object({ epoch: z.int(), bytes: z.number() })),
  /** Epochs whose weights `best` and `last` have; null without the checkpoint. */
  best: z.int().nullable(),
  last: z.int().nullable(),
  /** Top-1 accuracy on the validation images after each epoch that had any, 0..1. */
  scores: z.array(z.object({ epoch: z.int(), top1: z.number() })),
})
export type CheckpointList = z.infer<typeof checkpointListSchema>
