import { z } from 'zod'
import { machineProbeSchema } from '../training/machine-probe.ts'
import { anyGraphSchema } from '../graph/graph-schema.ts'
import { trainingConfigSchema } from '../training/training-config.ts'
import { trainingEventSchema } from '../training/training-event.ts'
import { networkChoiceSchema } from '../zoo/network-choice.ts'
import {
  datasetImageSchema,
  datasetSummarySchema,
  splitConfigSchema,
  splitNameSchema,
  thumbnailSchema,
} from './dataset.ts'
import { engineStatusSchema } from './engine.ts'
import { exportFormatSchema, exportReportSchema } from './export.ts'
import { inspectionRequests } from './inspection.ts'
import { labRequests } from './lab.ts'
import { startFromSchema } from './import.ts'
import { modelRequests } from './model-requests.ts'
import { runManifestSchema, runSummarySchema } from './run.ts'
import { settingsSchema } from './settings.ts'

const nothing = z.object({})
const runId = z.string().min(1).max(200)
const sourceId = z.string().min(1).max(200)
const named = z.object({ sourceId, name: z.string() })

/** A run's manifest as the window may see it: without the path of its images. */
const publicManifestSchema = runManifestSchema.extend({ dataset: runManifestSchema.shape.dataset.omit({ path: true }) })

/**
 * Every request that the window can make: who answers it, what it takes, what it gives. Answers are `Result`s of
 * `result`. Main's router, the preload and the window's client are derived from this table.
 */
export const requests = {
  'app:info': {
    by: 'app',
    args: nothing,
    result: z.object({ version: z.string(), electron: z.string(), chrome: z.string(), platform: z.string() }),
  },
  'settings:read': { by: 'app', args: nothing, result: settingsSchema },
  'settings:write': { by: 'app', args: settingsSchema.partial(), result: settingsSchema },
  /** The system's open dialog; null when it was closed. */
  'source:choose': {
    by: 'app',
    args: z.object({ kind: z.enum(['folder', 'zip', 'image', 'model']) }),
    result: named.nullable(),
  },
  'destination:choose': {
    by: 'app',
    args: nothing,
    result: z.object({ destinationId: z.string(), name: z.string() }).nullable(),
  },
  /** Shows a run's or an export's folder in the system's file manager. */
  'folder:reveal': {
    by: 'app',
    args: z.union([z.object({ runId }), z.object({ exportId: z.string().min(1).max(400) })]),
    result: nothing,
  },
  'clipboard:write': { by: 'app', args: z.object({ text: z.string().max(1_000_000) }), result: nothing },

  /** Scans, checks and splits; progress comes as `dataset:progress`. */
  'dataset:open': {
    by: 'library',
    args: z.object({
      source: z.union([z.object({ kind: z.literal('sample') }), z.object({ kind: z.literal('chosen'), sourceId })]),
      split: splitConfigSchema.optional(),
    }),
    result: datasetSummarySchema,
  },
  'dataset:cancel': { by: 'library', args: nothing, result: nothing },
  /** The network that a model file describes, to look at; its weights need not be there. `model-invalid` names the layer. */
  'model:open': { by: 'library', args: z.object({ sourceId }), result: z.object({ graph: anyGraphSchema }) },
  'dataset:images': {
    by: 'library',
    args: z.object({
      datasetId: z.string(),
      label: z.string().optional(),
      split: splitNameSchema.optional(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(1000),
    }),
    result: z.object({ total: z.int(), images: z.array(datasetImageSchema) }),
  },
  'dataset:thumbnails': {
    by: 'library',
    args: z.object({
      datasetId: z.string(),
      indices: z.array(z.int().min(0)).max(200),
      /** Longest side in pixels. */
      size: z.int().min(16).max(512),
    }),
    result: z.object({ thumbnails: z.array(thumbnailSchema) }),
  },
  'runs:list': { by: 'library', args: nothing, result: z.object({ runs: z.array(runSummarySchema) }) },
  'runs:read': {
    by: 'library',
    args: z.object({ runId }),
    result: z.object({ manifest: publicManifestSchema, events: z.array(trainingEventSchema) }),
  },

  ...modelRequests,

  'engine:status': { by: 'engine', args: nothing, result: engineStatusSchema },
  /**
   * Times of this machine, from which the window forecasts any run. Measured once, which takes some seconds, and kept.
   * `training-active` where that has to wait for a run, `cancelled` when a run starts meanwhile.
   */
  'engine:probe': { by: 'engine', args: nothing, result: machineProbeSchema },
  /** Starts a run of any network of the zoo; the class count comes from the dataset. Exports are written when it ends. */
  'training:start': {
    by: 'engine',
    args: z.object({
      datasetId: z.string(),
      network: networkChoiceSchema,
      /** Instead of fresh weights; its own network trains, and `network` is not looked at. */
      from: startFromSchema.nullable().default(null),
      config: trainingConfigSchema,
      exportFormats: z.array(exportFormatSchema),
    }),
    result: z.object({ runId, number: z.int() }),
  },
  /** Goes on with an interrupted run from its last checkpoint. */
  'training:continue': {
    by: 'engine',
    args: z.object({ runId, exportFormats: z.array(exportFormatSchema) }),
    result: z.object({ runId, number: z.int() }),
  },
  'training:pause': { by: 'engine', args: z.object({ runId }), result: nothing },
  'training:resume': { by: 'engine', args: z.object({ runId }), result: nothing },
  /** Stops after the step in flight and keeps what was learned. */
  'training:stop': { by: 'engine', args: z.object({ runId }), result: nothing },
  /** Writes, loads back, checks. Without a destination it goes into the run's own folder. */
  'export:write': {
    by: 'engine',
    args: z.object({
      runId,
      format: exportFormatSchema,
      checkpoint: z.enum(['best', 'last']).default('best'),
      destinationId: z.string().optional(),
    }),
    result: exportReportSchema,
  },
  ...inspectionRequests,
  'export:list': {
    by: 'library',
    args: z.object({ runId }),
    result: z.object({ exports: z.array(exportReportSchema) }),
  },
  ...labRequests,
} as const satisfies Record<string, RequestDefinition>

interface RequestDefinition {
  readonly by: 'app' | 'library' | 'engine'
  readonly args: z.ZodType
  readonly result: z.ZodType
}

export type RequestName = keyof typeof requests
/** What a caller gives: defaults may be left out. */
export type RequestInput<Name extends RequestName> = z.input<(typeof requests)[Name]['args']>
/** What a handler receives: parsed, defaults filled in. */
export type RequestArgs<Name extends RequestName> = z.output<(typeof requests)[Name]['args']>
export type RequestResult<Name extends RequestName> = z.output<(typeof requests)[Name]['result']>
export type RequestNameOf<By extends 'app' | 'library' | 'engine'> = {
  [Name in RequestName]: (typeof requests)[Name]['by'] extends By ? Name : never
}[RequestName]

export const requestNames = Object.keys(requests) as readonly RequestName[]
