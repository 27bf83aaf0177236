import { z } from 'zod'
import { runForecastSchema } from './run-forecast.ts'

/** Means over samples. Losses in nats without the L2 penalty; accuracies in 0..1. */
export const metricsSchema = z.object({
  loss: z.number(),
  top1: z.number(),
  top5: z.number(),
})

export type Metrics = z.infer<typeof metricsSchema>

const counted = { seq: z.int().min(0), atMs: z.number() }

/**
 * What a run tells, in order. `seq` counts events from 0 over the whole run, resumes included; `atMs` is Unix time.
 * Epochs and steps count from 1; a step's `step` goes on over epochs.
 */
export const trainingEventSchema = z.discriminatedUnion('kind', [
  z.object({
    ...counted,
    kind: z.literal('started'),
    epochs: z.int(),
    stepsPerEpoch: z.int(),
    trainingSamples: z.int(),
    validationSamples: z.int(),
    /** 1, or where a resumed run goes on. */
    fromStep: z.int(),
    /** As the run's manifest has it. */
    forecast: runForecastSchema.nullable().optional(),
  }),
  z.object({
    ...counted,
    kind: z.literal('step'),
    epoch: z.int(),
    step: z.int(),
    samples: z.int(),
    loss: z.number(),
    /** λ·Σw² before the step; 0 without L2. */
    penalty: z.number(),
    top1: z.number(),
    top5: z.number(),
    learningRate: z.number(),
    /** Whole time of the step, waiting for data included. The first step of a process warms up: leave it out of rates. */
    durationMs: z.number(),
    /** The part of it in which the trainer waited for its batch; runs of older versions don't say. */
    waitMs: z.number().optional(),
    warmUp: z.boolean(),
  }),
  /**
   * The step, or the validation pass, is being compiled for batches of this size; the next step or `validating` ends it.
   * That one step is marked `warmUp`.
   */
  z.object({ ...counted, kind: z.literal('compiling'), what: z.enum(['step', 'evaluation']), samples: z.int() }),
  /** What a frozen trunk says of the images is being computed, once, before the first step. */
  z.object({ ...counted, kind: z.literal('features'), done: z.int(), total: z.int() }),
  /** Progress inside the validation pass of an epoch. */
  z.object({ ...counted, kind: z.literal('validating'), epoch: z.int(), done: z.int(), total: z.int() }),
  z.object({
    ...counted,
    kind: z.literal('epoch'),
    epoch: z.int(),
    step: z.int(),
    training: metricsSchema,
    /** Null when the dataset has no validation images. */
    validation: metricsSchema.nullable(),
    /** Rows are true classes, columns predicted ones, over the validation images. */
    confusion: z.array(z.array(z.int())).nullable(),
    learningRate: z.number(),
    imagesPerSecond: z.number(),
    /** Resident memory of the engine process. */
    memoryBytes: z.number(),
    durationMs: z.number(),
    /** True when this epoch's validation loss is the lowest so far. */
    best: z.boolean(),
  }),
  z.object({
    ...counted,
    kind: z.literal('checkpoint'),
    epoch: z.int(),
    step: z.int(),
    which: z.enum(['last', 'best']),
  }),
  z.object({ ...counted, kind: z.literal('paused'), step: z.int() }),
  z.object({ ...counted, kind: z.literal('resumed'), step: z.int() }),
  z.object({
    ...counted,
    kind: z.literal('finished'),
    reason: z.enum(['completed', 'stopped', 'early-stopping']),
    epoch: z.int(),
    step: z.int(),
    /** Training time of all parts of the run, pauses left out. */
    durationMs: z.number(),
    bestEpoch: z.int().nullable(),
  }),
  z.object({ ...counted, kind: z.literal('failed'), code: z.string(), message: z.string() }),
])

export type TrainingEvent = z.infer<typeof trainingEventSchema>
export type TrainingEventOf<Kind extends TrainingEvent['kind']> = Extract<TrainingEvent, { kind: Kind }>
