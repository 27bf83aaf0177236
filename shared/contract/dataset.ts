import { z } from 'zod'

export const splitNameSchema = z.enum(['training', 'validation', 'test'])
export type SplitName = z.infer<typeof splitNameSchema>

export const splitConfigSchema = z.object({
  /** Shares of each class; the rest trains. */
  validation: z.number().min(0).max(0.9).default(0.2),
  test: z.number().min(0).max(0.9).default(0),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
})
export type SplitConfig = z.infer<typeof splitConfigSchema>

/** What a scan can find; what is done about it is in the second list. */
export const problemCodeSchema = z.enum([
  'unreadable',
  'truncated',
  'not-an-image',
  'too-large',
  'vanished',
  'empty-class',
  'few-images',
  'outside-classes',
  'link-skipped',
  'unsupported-format',
])
export type ProblemCode = z.infer<typeof problemCodeSchema>

export const problemSchema = z.object({
  /** Path inside the dataset, `/` as separator; the class folder for a class's problem. */
  file: z.string(),
  code: problemCodeSchema,
  /** `left-out`: the file is not used. `kept`: a warning only. */
  action: z.enum(['left-out', 'kept']),
  detail: z.string().optional(),
})
export type DatasetProblem = z.infer<typeof problemSchema>

export const classSummarySchema = z.object({
  label: z.string(),
  count: z.int(),
  training: z.int(),
  validation: z.int(),
  test: z.int(),
})
export type ClassSummary = z.infer<typeof classSummarySchema>

export const datasetSummarySchema = z.object({
  datasetId: z.string(),
  /** The folder's or archive's own name. */
  name: z.string(),
  kind: z.enum(['folder', 'zip', 'sample']),
  classes: z.array(classSummarySchema),
  imageCount: z.int(),
  problems: z.array(problemSchema),
  /** Whether `train/ val/ test/` folders gave the split, or the seeded stratified one. */
  splitFrom: z.enum(['folders', 'seed']),
  /** sha256 over the sorted file names, sizes and splits; stands in run manifests. */
  hash: z.string(),
})
export type DatasetSummary = z.infer<typeof datasetSummarySchema>

export const datasetImageSchema = z.object({
  /** Position in the dataset, the key of its thumbnail. */
  index: z.int(),
  file: z.string(),
  label: z.string(),
  split: splitNameSchema,
  width: z.int(),
  height: z.int(),
})
export type DatasetImage = z.infer<typeof datasetImageSchema>

export const thumbnailSchema = z.object({
  index: z.int(),
  /** An encoded JPEG or PNG, or null when the file can't be read any more. */
  bytes: z.instanceof(Uint8Array).nullable(),
  mime: z.enum(['image/jpeg', 'image/png']),
})
export type Thumbnail = z.infer<typeof thumbnailSchema>
