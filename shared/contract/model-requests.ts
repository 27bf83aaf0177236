import { z } from 'zod'
import { exportFormatSchema, exportReportSchema } from './export.ts'
import { importedModelSchema, modelSummarySchema } from './import.ts'

const nothing = z.object({})
const modelId = z.string().min(1).max(200)
const sourceId = z.string().min(1).max(200)

/** Requests about model files and published weights. */
export const modelRequests = {
  /** Reads a model file and keeps it in the store. Nothing that it holds is run. */
  'models:import': { by: 'library', args: z.object({ sourceId }), result: importedModelSchema },
  'models:list': { by: 'library', args: nothing, result: z.object({ models: z.array(modelSummarySchema) }) },
  'models:read': { by: 'library', args: z.object({ modelId }), result: importedModelSchema },
  /** Takes a model out of sight, with its exports; until the window is closed it can be restored. */
  'models:remove': { by: 'library', args: z.object({ modelId }), result: nothing },
  'models:restore': { by: 'library', args: z.object({ modelId }), result: nothing },
  'models:exports': {
    by: 'library',
    args: z.object({ modelId }),
    result: z.object({ exports: z.array(exportReportSchema) }),
  },
  /** Writes a model for other programs; progress comes as `models:progress`. */
  'models:export': {
    by: 'engine',
    args: z.object({ modelId, format: exportFormatSchema, destinationId: z.string().optional() }),
    result: exportReportSchema,
  },
  /** Fetches published weights, or takes a copy of their file; progress comes as `pretrained:progress`. */
  'pretrained:get': {
    by: 'library',
    args: z.object({ name: z.string().max(100), sourceId: sourceId.optional() }),
    result: importedModelSchema,
  },
  'pretrained:cancel': { by: 'library', args: nothing, result: nothing },
} as const
