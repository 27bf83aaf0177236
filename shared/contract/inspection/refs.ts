import { z } from 'zod'

const id = z.string().min(1).max(200)

/** An image to look at: one of an open dataset, or a file that was dropped or chosen. */
export const imageRefSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dataset'), datasetId: id, index: z.int().min(0) }),
  z.object({ kind: z.literal('source'), sourceId: id }),
])
export type ImageRef = z.infer<typeof imageRefSchema>

/** Which weights of a run: its best or last checkpoint, or those that it had after an epoch of its history. */
export const checkpointChoiceSchema = z.union([z.enum(['best', 'last']), z.int().min(0)])
export type CheckpointChoice = z.infer<typeof checkpointChoiceSchema>

/** A model to look into: a run at a checkpoint, an imported model of the store, or a model file that was dropped or chosen. */
export const modelRefSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId: id, checkpoint: checkpointChoiceSchema }),
  z.object({ kind: z.literal('imported'), modelId: id }),
  z.object({ kind: z.literal('file'), sourceId: id }),
])
export type ModelRef = z.infer<typeof modelRefSchema>

/** A layer's name as the graph has it. */
export const layerNameSchema = z.string().min(1).max(200)

/**
 * Names a piece of work that takes seconds: its progress comes as `inspection:progress`, `inspection:cancel` ends it, and
 * its request is then answered with `cancelled`. The caller makes it up.
 */
export const jobIdSchema = z.string().min(1).max(100)

/** Values of a map or of several, row by row. */
export const floatsSchema: z.ZodType<Float32Array> = z.instanceof(Float32Array)
/** Bytes, row by row. */
export const bytesSchema: z.ZodType<Uint8Array> = z.instanceof(Uint8Array)

/** `[height, width]`. */
export const sizeSchema = z.tuple([z.int(), z.int()])

/**
 * The part of the input image that a value at `[row, column]` of a map depends on, in pixels of the input: from
 * `start + position · stride`, `size` long; it may reach over the image's edges. Null where a layer sees the whole image.
 */
export const receptiveFieldSchema = z.object({ start: sizeSchema, stride: sizeSchema, size: sizeSchema }).nullable()
export type ReceptiveField = z.infer<typeof receptiveFieldSchema>
