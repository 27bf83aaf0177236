import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import type { Batch, BatchSource } from '../dataset/batches.ts'
import type { OpenEvaluation } from './evaluation.ts'
import type { Guests } from './guests.ts'
import type { PauseGate } from './pause-gate.ts'
import type { TrainerEvent } from './trainer-event.ts'
import type { TrainingCursor } from './training-cursor.ts'

/** One update of the weights. Means over the batch; `top1` and `top5` as shares. */
export interface StepRunner {
  run(batch: Batch, learningRate: number, stepNumber: number): StepOutcome
  /** Whether a batch of this many samples runs without being compiled first. */
  isReady(samples: number): boolean
  /** Compiles the step for batches of this size. */
  prepare(samples: number): void
}
export interface StepOutcome {
  readonly loss: number
  readonly penalty: number
  readonly top1: number
  readonly top5: number
}

export interface TrainOptions {
  readonly step: StepRunner
  readonly openEvaluation: OpenEvaluation
  readonly batches: BatchSource
  readonly config: TrainingConfig
  /** Gets ready for an epoch: other layers may train in it. */
  enter?(epoch: number, signal: AbortSignal): AsyncIterable<TrainerEvent>
  /** Moved on in place. Whenever an event comes out, it, the weights and the optimizer stand at the same point. */
  readonly cursor: TrainingCursor
  /** Aborts after the step in flight. */
  readonly signal: AbortSignal
  readonly gate?: PauseGate
  readonly guests?: Guests
}
