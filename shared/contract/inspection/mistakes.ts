import { z } from 'zod'
import { splitNameSchema } from '../dataset.ts'
import { jobIdSchema, modelRefSchema } from './refs.ts'

export const evaluateArgsSchema = z.object({
  jobId: jobIdSchema,
  model: modelRefSchema,
  datasetId: z.string().min(1).max(200),
  split: z.union([splitNameSchema, z.literal('all')]).default('validation'),
})

/** What is kept of it, `mistakes:*` read. The same model, images and split have the same id, and are computed once. */
export const evaluationIdSchema = z.string().min(1).max(100)

export const evaluateResultSchema = z.object({ evaluationId: evaluationIdSchema, images: z.int(), top1: z.number() })

export const mistakesSummarySchema = z.object({
  labels: z.array(z.string()),
  images: z.int(),
  datasetId: z.string(),
  split: z.string(),
  top1: z.number(),
  /** Mean of -log(probability of the true class). */
  loss: z.number(),
  /** Rows are true classes, columns predicted ones. */
  confusion: z.array(z.array(z.int())),
  /** Null where it is undefined: nothing of the class was predicted, or there is none. */
  classes: z.array(
    z.object({
      images: z.int(),
      precision: z.number().nullable(),
      recall: z.number().nullable(),
      f1: z.number().nullable(),
    }),
  ),
  calibration: z.object({
    /** Expected calibration error (Guo et al. 2017, arXiv:1706.04599) over the bins, and its largest gap. */
    expectedError: z.number(),
    largestError: z.number(),
    /** By the probability of the predicted class; accuracy and confidence are null in an empty bin. */
    bins: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        count: z.int(),
        confidence: z.number().nullable(),
        accuracy: z.number().nullable(),
      }),
    ),
  }),
})
export type MistakesSummary = z.infer<typeof mistakesSummarySchema>

export const mistakesListArgsSchema = z.object({
  evaluationId: evaluationIdSchema,
  /** Only these true or predicted classes: both together are a cell of the confusion matrix. */
  truth: z.int().min(0).optional(),
  predicted: z.int().min(0).optional(),
  wrongOnly: z.boolean().default(true),
  /** The most confident prediction or the highest loss first. */
  order: z.enum(['confidence', 'loss']).default('confidence'),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(60),
})

export const mistakesListSchema = z.object({
  total: z.int(),
  rows: z.array(
    z.object({
      /** Of the image in the dataset. */
      index: z.int(),
      file: z.string(),
      truth: z.int(),
      predicted: z.int(),
      /** Probability of the predicted class, and of the true one. */
      confidence: z.number(),
      truthProbability: z.number(),
      loss: z.number(),
    }),
  ),
})
export type MistakesList = z.infer<typeof mistakesListSchema>
