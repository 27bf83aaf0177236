import type { TrainingEventOf } from '../../shared/training/training-event.ts'
import type { StartedRun } from '../engine/training/run-training.ts'
import { CommandFailure, FAILED } from './command-failure.ts'
import { printJson } from './output.ts'
import { createTrainingView } from './training-view.ts'

export interface RunEnd {
  readonly finished: TrainingEventOf<'finished'>
  /** The epoch whose weights are the best checkpoint; null when the run stopped within its first. */
  readonly best: TrainingEventOf<'epoch'> | null
}

/** Reads a run to its end and shows it on the way; with `json`, each event is a line on stdout too. */
export async function followRun(run: StartedRun, json: boolean): Promise<RunEnd> {
  const view = createTrainingView()
  let best: TrainingEventOf<'epoch'> | null = null
  let finished: TrainingEventOf<'finished'> | null = null
  let failed: TrainingEventOf<'failed'> | null = null
  try {
    for await (const event of run.events) {
      if (json) printJson(event)
      view.show(event)
      if (event.kind === 'epoch' && event.best) best = event
      if (event.kind === 'finished') finished = event
      if (event.kind === 'failed') failed = event
    }
  } finally {
    view.close()
  }
  if (failed) throw new CommandFailure(failed.code, failed.message, FAILED)
  if (!finished) throw new Error(`run ${run.runId} ended without saying how`)
  return { finished, best }
}
