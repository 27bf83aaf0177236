import type { History } from './history.ts'
import type { TrainingEventOf } from './training-event.ts'

export interface Forecast {
  /** Training images per second over the last steps. */
  readonly imagesPerSecond: number
  /** Time until the last epoch ends, validation passes included; null before the first measured step. */
  readonly remainingMs: number | null
  /** Share of the run's steps that are done, in 0..1. */
  readonly progress: number
}

const WINDOW = 50

/** Rate and time left of a run, from its last steps; warm-up steps are left out. */
export function forecast(history: History): Forecast {
  const { started, steps, epochs } = history
  const last = steps.at(-1)
  if (!started || !last) return { imagesPerSecond: 0, remainingMs: null, progress: 0 }
  const totalSteps = started.epochs * started.stepsPerEpoch
  const progress = Math.min(1, last.step / totalSteps)
  const measured = steps.slice(-WINDOW).filter((step) => !step.warmUp)
  if (measured.length === 0) return { imagesPerSecond: 0, remainingMs: null, progress }
  const sum = (value: (step: TrainingEventOf<'step'>) => number) => measured.reduce((total, s) => total + value(s), 0)
  const stepMs = sum((step) => step.durationMs) / measured.length
  const imagesPerSecond = (1000 * sum((step) => step.samples)) / sum((step) => step.durationMs)
  const remainingEpochs = started.epochs - epochs.length
  const remainingMs = (totalSteps - last.step) * stepMs + remainingEpochs * betweenEpochsMs(history)
  return { imagesPerSecond, remainingMs, progress }
}

/** What the last epoch took beside its steps: validation and checkpoint, without what had to be compiled first. */
function betweenEpochsMs({ epochs, steps, compileMs }: History): number {
  const epoch = epochs.at(-1)
  if (!epoch) return 0
  const own = steps.filter((step) => step.epoch === epoch.epoch)
  const stepsMs = own.reduce((total, step) => total + step.durationMs, 0)
  return Math.max(0, epoch.durationMs - stepsMs - (compileMs.get(epoch.epoch) ?? 0))
}
