import { z } from 'zod'
import { exportFormatSchema } from './export.ts'

/** What came of checking an export's certificate again. */
export const verificationSchema = z.object({
  format: exportFormatSchema,
  /** Files that are not what they were: gone, or changed. */
  damaged: z.array(z.object({ file: z.string(), problem: z.enum(['missing', 'changed']) })),
  /** Which reader computed the probabilities again; `none` where there was none here. */
  reader: z.enum(['own', 'tfjs', 'tensorflow', 'onnxruntime', 'none']),
  /** Largest difference to the certificate's probabilities; null where none was measured. */
  maxDifference: z.number().nullable(),
  allowed: z.number(),
  images: z.int(),
  /** All files are whole, and what could be measured is within the allowed. */
  ok: z.boolean(),
})
export type Verification = z.infer<typeof verificationSchema>
