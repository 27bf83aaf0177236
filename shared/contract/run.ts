import { z } from 'zod'
import { layerGraphSchema } from '../graph/graph-schema.ts'
import { metricsSchema } from '../training/training-event.ts'
import { runForecastSchema } from '../training/run-forecast.ts'
import { trainingConfigSchema } from '../training/training-config.ts'
import { networkChoiceSchema } from '../zoo/network-choice.ts'

/** `run.json`: all that is needed to repeat or to go on. Events, checkpoints and exports stand beside it. */
export const runManifestSchema = z.object({
  formatVersion: z.literal(1),
  runId: z.string(),
  /** Counts up in a store, for people: "run 12". */
  number: z.int(),
  createdAt: z.string(),
  /** The network's choice in the zoo; null where it is that of a model file. `graph` is what trains either way. */
  model: networkChoiceSchema.nullable(),
  graph: layerGraphSchema,
  config: trainingConfigSchema,
  labels: z.array(z.string()),
  dataset: z.object({
    datasetId: z.string(),
    name: z.string(),
    /** Where it was opened from: the engine needs it to go on. Never sent to the window. */
    path: z.string(),
    hash: z.string(),
    trainingSamples: z.int(),
    validationSamples: z.int(),
  }),
  versions: z.record(z.string(), z.string()),
  /** The model that the weights came from at the start, the layers that it had nothing for, and the classes that kept theirs; absent: all were fresh. */
  startedFrom: z
    .object({
      source: z.string(),
      weights: z.int(),
      freshLayers: z.array(z.string()),
      keptClasses: z.array(z.string()).optional(),
    })
    .optional(),
  /** How steps run: as one compiled graph, or op by op. */
  engine: z.enum(['eager', 'compiled']),
  /** Why op by op, where the compiled graph was wanted and could not be made. */
  engineReason: z.string().optional(),
  /** What was forecast before the start; null where the machine had not been measured. */
  forecast: runForecastSchema.nullable().optional(),
})
export type RunManifest = z.infer<typeof runManifestSchema>

/** One line of the run list. */
export const runSummarySchema = z.object({
  runId: z.string(),
  number: z.int(),
  createdAt: z.string(),
  modelName: z.string(),
  inputSize: z.int(),
  width: z.number(),
  datasetName: z.string(),
  labels: z.array(z.string()),
  epochs: z.int(),
  epochsDone: z.int(),
  state: z.enum(['training', 'interrupted', 'finished', 'stopped', 'failed']),
  best: metricsSchema.nullable(),
  hasCheckpoint: z.boolean(),
})
export type RunSummary = z.infer<typeof runSummarySchema>
