import { z } from 'zod'
import {
  bytesSchema,
  imageRefSchema,
  jobIdSchema,
  layerNameSchema,
  modelRefSchema,
  floatsSchema,
  sizeSchema,
} from './refs.ts'

export const classMapArgsSchema = z.object({
  model: modelRefSchema,
  image: imageRefSchema,
  method: z.enum(['grad-cam', 'occlusion']).default('grad-cam'),
  /** Grad-CAM's; the last activation that is a map when not given. */
  layer: layerNameSchema.optional(),
  /** The most probable class when not given. */
  classIndex: z.int().min(0).optional(),
  /** "Why not this one": what speaks for `classIndex` rather than for this class. */
  againstIndex: z.int().min(0).optional(),
  /** Occlusion's cells along a side, each covered in turn. */
  cells: z.int().min(3).max(32).default(10),
  /** For occlusion, which takes a forward pass for each cell. */
  jobId: jobIdSchema.optional(),
})

/** Where in the image the evidence for a class is. */
export const classMapSchema = z.object({
  method: z.enum(['grad-cam', 'occlusion']),
  layer: z.string().nullable(),
  classIndex: z.int(),
  label: z.string(),
  probability: z.number(),
  against: z.object({ index: z.int(), label: z.string(), probability: z.number() }).nullable(),
  /**
   * Grad-CAM: `relu(Σ alpha · map)` (Selvaraju et al., arXiv:1610.02391), with the gradients of the logit. Occlusion: how
   * much of the class' probability is lost when the cell is grey; negative where it is gained.
   */
  values: floatsSchema,
  size: sizeSchema,
  maximum: z.number(),
  /** `values / maximum` (below zero is zero) drawn over the image, bilinear: `imageSize · imageSize` bytes. */
  overlay: bytesSchema,
  imageSize: z.int(),
  durationMs: z.number(),
})
export type ClassMap = z.infer<typeof classMapSchema>
