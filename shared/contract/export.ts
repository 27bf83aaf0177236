import { z } from 'zod'

export const exportFormatSchema = z.enum(['tfjs', 'keras'])
export type ExportFormat = z.infer<typeof exportFormatSchema>

/** `certificate.json` of an export: what was proven, by whom, on what. */
export const certificateSchema = z.object({
  formatVersion: z.literal(1),
  format: exportFormatSchema,
  createdAt: z.string(),
  runId: z.string(),
  checkpoint: z.enum(['best', 'last']),
  model: z.object({ name: z.string(), parameters: z.int(), inputShape: z.array(z.int()) }),
  preprocessing: z.object({
    channelOrder: z.literal('rgb'),
    fit: z.literal('stretch'),
    resize: z.literal('bilinear-antialias'),
    scale: z.number(),
    offset: z.number(),
  }),
  labels: z.array(z.string()),
  /** Probabilities of each golden image, in the order of `labels`. Files are relative to the export folder. */
  golden: z.array(z.object({ file: z.string(), probabilities: z.array(z.number()) })),
  check: z.object({
    /** Which reader loaded the file back. */
    reader: z.enum(['own', 'tfjs']),
    /** Largest absolute difference of a probability over the golden images. */
    maxDifference: z.number(),
    allowed: z.number(),
  }),
  files: z.array(z.object({ file: z.string(), bytes: z.int(), sha256: z.string() })),
  versions: z.record(z.string(), z.string()),
})
export type Certificate = z.infer<typeof certificateSchema>

export const exportReportSchema = z.object({
  format: exportFormatSchema,
  /** Name of the folder that was written; its path stays in main. */
  folder: z.string(),
  /** Key for `folder:reveal`. */
  exportId: z.string(),
  certificate: certificateSchema,
})
export type ExportReport = z.infer<typeof exportReportSchema>
