import type { RunSummary } from '../../shared/contract/run.ts'
import type { History } from '../../shared/training/history.ts'

/** What a run is doing, as the window names it. */
export type RunPhase =
  | 'starting'
  | 'preparing'
  | 'warming-up'
  | 'compiling'
  | 'training'
  | 'validating'
  | 'paused'
  | 'stopping'
  | 'finished'
  | 'stopped'
  | 'failed'
  | 'interrupted'

export interface PhaseInput {
  readonly history: History
  /** This window's engine is training the run. */
  readonly active: boolean
  readonly stopping: boolean
  readonly summaryState: RunSummary['state'] | null
}

/** The phase of a run. One that is neither active nor ended was interrupted. */
export function runPhase({ history, active, stopping, summaryState }: PhaseInput): RunPhase {
  // Going on with a run that had ended: its new start has not come yet.
  if (active && (history.failed || history.finished)) return 'starting'
  if (history.failed) return 'failed'
  if (history.finished) return history.finished.reason === 'stopped' ? 'stopped' : 'finished'
  if (!active) return summaryState === 'training' ? 'training' : 'interrupted'
  if (stopping) return 'stopping'
  if (history.state === 'paused') return 'paused'
  if (history.state === 'validating') return 'validating'
  if (history.state === 'preparing') return 'preparing'
  if (!history.started) return 'starting'
  if (history.state === 'compiling') return 'compiling'
  return history.steps.length === 0 || isAwaitingFirstStep(history) ? 'warming-up' : 'training'
}

/** A resumed run warms up again, though it has steps from before. */
function isAwaitingFirstStep({ started, steps }: History): boolean {
  const last = steps.at(-1)
  return started !== null && last !== undefined && last.step < started.fromStep
}

export const isBusy = (phase: RunPhase) =>
  phase === 'starting' ||
  phase === 'preparing' ||
  phase === 'warming-up' ||
  phase === 'compiling' ||
  phase === 'training' ||
  phase === 'validating' ||
  phase === 'paused' ||
  phase === 'stopping'
