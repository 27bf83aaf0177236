import type { TrainingEventOf } from '../../shared/training/training-event.ts'
import type { StartedRun } from '../engine/training/run-training.ts'
import { CommandFailure, FAILED } from './command-failure.ts'
import { printJson } from './output.ts'
import { createTrainingView } from './training-view.ts'

/** Reads a run to its end and shows it on the way; with `json`, each event is a line on stdout too. */
export async function followRun(run: StartedRun, json: boolean): Promise<TrainingEventOf<'finished'>> {
  const view = createTrainingView()
  try {
    for await (const event of run.events) {
      if (json) printJson(event)
      view.show(event)
      if (event.kind === 'finished') return event
      // A bug's stack trace follows as a throw.
      if (event.kind === 'failed' && event.code !== 'internal') {
        throw new CommandFailure(event.code, event.message, FAILED)
      }
    }
  } finally {
    view.close()
  }
  throw new Error(`run ${run.runId} ended without saying how`)
}
