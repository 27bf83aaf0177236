import type { Metrics } from '../../../shared/training/training-event.ts'
import type { Batch } from '../dataset/batches.ts'

/** What the model says of one batch: the loss summed over it, how many it got right, and its first choices. */
export interface BatchEvaluation {
  readonly loss: number
  readonly top1: number
  readonly top5: number
  readonly predicted: Int32Array
}

/** One pass over images with the weights as they were when it was opened. */
export interface EvaluationPass {
  /** Whether `evaluate` runs without compiling first. */
  isReady(): boolean
  /** Compiles. */
  prepare(): void
  /** Loss (without smoothing, weights and penalty) and hits of one batch at inference. */
  evaluate(batch: Batch): BatchEvaluation
  close(): void
}

export type OpenEvaluation = () => EvaluationPass

export interface Evaluation {
  readonly samples: number
  readonly metrics: Metrics
  /** Rows are true classes, columns predicted ones. Null above `CONFUSION_LIMIT` classes. */
  readonly confusion: number[][] | null
}

/** A table for more classes than this would outweigh everything else that a run writes. */
export const CONFUSION_LIMIT = 256

/** Sums up batches; the means are over samples, whatever the batches' sizes. */
export interface EvaluationSum {
  add(batch: Batch, evaluation: BatchEvaluation): void
  /** Samples so far. */
  readonly samples: number
  /** Null without samples. */
  result(): Evaluation | null
}

export function sumEvaluations(classes: number): EvaluationSum {
  const sums = { loss: 0, top1: 0, top5: 0 }
  let samples = 0
  const confusion =
    classes <= CONFUSION_LIMIT ? Array.from({ length: classes }, () => new Array<number>(classes).fill(0)) : null
  return {
    get samples() {
      return samples
    },
    add({ labels, count }, { loss, top1, top5, predicted }) {
      samples += count
      sums.loss += loss
      sums.top1 += top1
      sums.top5 += top5
      for (let index = 0; index < count; index++) {
        const row = confusion?.[labels[index] ?? -1]
        const column = predicted[index] ?? -1
        if (row) row[column] = (row[column] ?? 0) + 1
      }
    },
    result() {
      if (samples === 0) return null
      const metrics = { loss: sums.loss / samples, top1: sums.top1 / samples, top5: sums.top5 / samples }
      return { samples, metrics, confusion }
    },
  }
}
