import { z } from 'zod'
import { RESIZES } from '../graph/layer-graph.ts'

export const exportFormatSchema = z.enum(['tfjs', 'keras', 'keras-weights', 'h5', 'saved-model', 'onnx', 'safetensors'])
export type ExportFormat = z.infer<typeof exportFormatSchema>

/** What an export is at: its files are written, loaded back, and their answers compared. */
export const exportStageSchema = z.enum(['writing', 'reading', 'comparing'])
export type ExportStage = z.infer<typeof exportStageSchema>

/** What an ONNX export may take: bytes with the preprocessing inside, or floats that are scaled already. */
export const exportInputs = ['uint8-nhwc', 'float-nhwc', 'float-nchw'] as const

/** `certificate.json` of an export: what was proven, by whom, on what. */
export const certificateSchema = z.object({
  formatVersion: z.literal(1),
  format: exportFormatSchema,
  createdAt: z.string(),
  /** The run that it comes from; null where a file was the source. */
  runId: z.string().nullable(),
  checkpoint: z.enum(['best', 'last']).nullable(),
  model: z.object({ name: z.string(), parameters: z.int(), inputShape: z.array(z.int()) }),
  preprocessing: z.object({
    channelOrder: z.literal('rgb'),
    fit: z.literal('stretch'),
    resize: z.enum(RESIZES),
    scale: z.number(),
    offset: z.number(),
  }),
  /** What the exported file itself takes: `pixels` are 0..255 with the scale inside, `scaled` have it applied before. */
  input: z
    .object({
      dtype: z.enum(['uint8', 'float32']),
      layout: z.enum(['nhwc', 'nchw']),
      values: z.enum(['pixels', 'scaled']),
    })
    .optional(),
  labels: z.array(z.string()),
  /** Probabilities of each golden image, in the order of `labels`. Files are relative to the export folder. */
  golden: z.array(z.object({ file: z.string(), probabilities: z.array(z.number()) })),
  check: z.object({
    /** Which reader loaded the file back; `none` where the workbench has none: `xw verify` says how to check it. */
    reader: z.enum(['own', 'tfjs', 'tensorflow', 'none']),
    /** Largest absolute difference of a probability over the golden images; null where none was measured. */
    maxDifference: z.number().nullable(),
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
