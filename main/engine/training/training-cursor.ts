import { z } from 'zod'

/** Sums over the steps of the epoch in progress; the means of its `epoch` event come from them. */
const totalsSchema = z.object({
  samples: z.int().min(0),
  /** Sums over samples. */
  loss: z.number(),
  top1: z.number(),
  top5: z.number(),
  /** Without warm-up steps, for the rate. */
  measuredSamples: z.int().min(0),
  measuredMs: z.number().min(0),
})
export type EpochTotals = z.infer<typeof totalsSchema>

/** Where a run stands, beside its weights and optimizer slots: all that it takes to go on at the exact next batch. */
export const trainingCursorSchema = z.object({
  /** The epoch in progress, from 1; one more than the run's epochs when all are done. */
  epoch: z.int().min(1),
  /** Steps of this epoch that are done. */
  stepInEpoch: z.int().min(0),
  /** Steps of the run that are done. */
  step: z.int().min(0),
  /** The next event's number. */
  seq: z.int().min(0),
  /** Training time so far, pauses left out. */
  durationMs: z.number().min(0),
  /** `durationMs` when this epoch began. */
  epochStartMs: z.number().min(0),
  totals: totalsSchema,
  /** Lowest validation loss of an epoch (training loss where nothing validates), and which epoch had it. */
  bestLoss: z.number().nullable(),
  bestEpoch: z.int().nullable(),
  /** Epochs since the best one, for early stopping. */
  epochsWithoutImprovement: z.int().min(0),
})
export type TrainingCursor = z.infer<typeof trainingCursorSchema>

export function emptyTotals(): EpochTotals {
  return { samples: 0, loss: 0, top1: 0, top5: 0, measuredSamples: 0, measuredMs: 0 }
}

/** Where a new run stands. */
export function startCursor(): TrainingCursor {
  return {
    epoch: 1,
    stepInEpoch: 0,
    step: 0,
    seq: 0,
    durationMs: 0,
    epochStartMs: 0,
    totals: emptyTotals(),
    bestLoss: null,
    bestEpoch: null,
    epochsWithoutImprovement: 0,
  }
}

/** The last epoch that is done, or the one in progress once it has steps. */
export function currentEpoch({ epoch, stepInEpoch }: TrainingCursor): number {
  return stepInEpoch === 0 ? epoch - 1 : epoch
}
