import type { Result } from '../../../shared/contract/result.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'
import type { XceptionOptions } from '../../../shared/zoo/xception-options.ts'
import type { Dataset } from '../dataset/dataset.ts'
import type { PauseGate } from './pause-gate.ts'

export interface RunControls {
  /** Aborts after the step in flight. Reason `INTERRUPTED`: keep a checkpoint but leave the run open to be continued. */
  readonly signal: AbortSignal
  readonly gate?: PauseGate
}

export interface StartRunOptions extends RunControls {
  readonly store: string
  readonly dataset: Dataset
  /** `classes` is taken from the dataset. */
  readonly modelOptions: XceptionOptions
  readonly config: TrainingConfig
  /** The run's folder, instead of one in the store: empty or not there yet. */
  readonly out?: string
}

export interface ContinueRunOptions extends RunControls {
  readonly store: string
  /** A run of the store, or the folder of one that lies elsewhere. */
  readonly run: { readonly runId: string } | { readonly folder: string }
}

export interface StartedRun {
  readonly runId: string
  readonly number: number
  readonly folder: string
  /**
   * The run itself, which goes on as it is iterated: must be read to its end, which frees model and lock. Each event is
   * on disk when it comes out. The last is `finished` or `failed`; after an interruption neither.
   */
  readonly events: AsyncGenerator<TrainingEvent, void>
}

/** Reason of an abort after which the run counts as interrupted, not stopped: the process has to go. */
export const INTERRUPTED = 'interrupted'

/** Makes a run, locks it and gets it ready. Fails before anything is written when options and dataset don't fit. */
export function startRun(_options: StartRunOptions): Promise<Result<StartedRun>> {
  throw new Error('not written yet')
}

/** Goes on with a run at the exact next batch of its last checkpoint. */
export function continueRun(_options: ContinueRunOptions): Promise<Result<StartedRun>> {
  throw new Error('not written yet')
}
