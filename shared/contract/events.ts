import { z } from 'zod'
import { trainingEventSchema } from '../training/training-event.ts'
import { classSummarySchema } from './dataset.ts'
import { processStateSchema } from './engine.ts'
import { exportFormatSchema, exportReportSchema, exportStageSchema } from './export.ts'
import { inspectionEvents } from './inspection.ts'

/** Every event that reaches the window, and its payload. */
export const events = {
  /** While a scan goes on, a few times a second: the counts so far. */
  'dataset:progress': z.object({
    name: z.string(),
    filesSeen: z.int(),
    filesChecked: z.int(),
    classes: z.array(classSummarySchema.pick({ label: true, count: true })),
    problemCount: z.int(),
  }),
  /** The events of a run since the last message, in order; at most about 20 messages a second. */
  'training:events': z.object({ runId: z.string(), events: z.array(trainingEventSchema) }),
  'export:progress': z.object({ runId: z.string(), format: exportFormatSchema, stage: exportStageSchema }),
  /** Of an imported model. */
  'models:progress': z.object({ modelId: z.string(), format: exportFormatSchema, stage: exportStageSchema }),
  /** An export that a finished run wrote by itself. */
  'export:done': z.object({ runId: z.string(), report: exportReportSchema }),
  'export:failed': z.object({ runId: z.string(), format: exportFormatSchema, code: z.string(), message: z.string() }),
  ...inspectionEvents,
  /** Published weights on their way; `total` is null where the server does not say it. */
  'pretrained:progress': z.object({ name: z.string(), done: z.int(), total: z.int().nullable() }),
  /** A child process came up, went down, or comes back. `runId`: the run that it was training when it ended. */
  'process:state': z.object({
    process: z.enum(['engine', 'library']),
    state: processStateSchema,
    detail: z.string(),
    runId: z.string().nullable(),
  }),
} as const satisfies Record<string, z.ZodType>

export type EventName = keyof typeof events
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]>

export const eventNames = Object.keys(events) as readonly EventName[]
