import type { Metrics, TrainingEventOf } from '../../../shared/training/training-event.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import type { Evaluation } from './evaluation.ts'
import { emptyTotals, type TrainingCursor } from './training-cursor.ts'

/**
 * Closes the epoch in progress: its event, and the cursor at the start of the next one. Null when a loss is not a
 * number; the cursor then stays.
 */
export function finishEpoch(
  cursor: TrainingCursor,
  evaluation: Evaluation | null,
  learningRate: number,
): Omit<TrainingEventOf<'epoch'>, 'seq' | 'atMs'> | null {
  const { epoch, step, totals } = cursor
  const training = meansOf(cursor)
  const validation = evaluation?.metrics ?? null
  // Without validation images the training loss has to say which epoch was best.
  const { loss } = validation ?? training
  if (!Number.isFinite(loss)) return null
  const best = cursor.bestLoss === null || loss < cursor.bestLoss
  if (best) {
    cursor.bestLoss = loss
    cursor.bestEpoch = epoch
  }
  cursor.epochsWithoutImprovement = best ? 0 : cursor.epochsWithoutImprovement + 1
  const durationMs = cursor.durationMs - cursor.epochStartMs
  cursor.epoch++
  cursor.stepInEpoch = 0
  cursor.epochStartMs = cursor.durationMs
  cursor.totals = emptyTotals()
  return {
    kind: 'epoch',
    epoch,
    step,
    training,
    validation,
    confusion: evaluation?.confusion ?? null,
    learningRate,
    imagesPerSecond: totals.measuredMs > 0 ? (1000 * totals.measuredSamples) / totals.measuredMs : 0,
    memoryBytes: process.memoryUsage.rss(),
    durationMs,
    best,
  }
}

/** Whether the epoch that was just closed is the best so far. */
export function isBest(cursor: TrainingCursor): boolean {
  return cursor.stepInEpoch === 0 && cursor.bestEpoch !== null && cursor.bestEpoch === cursor.epoch - 1
}

/** Whether early stopping ends the run here. */
export function isStoppedEarly(
  cursor: TrainingCursor,
  { earlyStopping }: Pick<TrainingConfig, 'earlyStopping'>,
): boolean {
  return earlyStopping !== null && cursor.epochsWithoutImprovement >= earlyStopping.patience
}

function meansOf({ totals }: TrainingCursor): Metrics {
  const samples = Math.max(1, totals.samples)
  return { loss: totals.loss / samples, top1: totals.top1 / samples, top5: totals.top5 / samples }
}
