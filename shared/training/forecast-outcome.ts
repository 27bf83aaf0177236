import type { History } from './history.ts'

/** A forecast beside what happened; `error` is positive where more was forecast. */
export interface Outcome {
  readonly forecast: number
  readonly happened: number
  /** Share of what happened. */
  readonly error: number
}

export interface ForecastOutcome {
  readonly stepMs: Outcome | null
  readonly memoryBytes: Outcome | null
  readonly epochMs: Outcome | null
}

/** Enough for a median, few enough to be looked at after each epoch of a long run. */
const STEPS = 1000

/**
 * How far a run's forecast was from what then happened; null for a run without one. Steps that warm up, and what was
 * compiled, count nowhere.
 */
export function forecastOutcome(history: History): ForecastOutcome | null {
  const forecast = history.started?.forecast
  if (!forecast) return null
  const whole = history.steps.reduce((most, { samples }) => Math.max(most, samples), 0)
  const measured = history.steps.filter(({ samples, warmUp }) => !warmUp && samples === whole).slice(-STEPS)
  const stepMs = middle(measured.map(({ durationMs }) => durationMs))
  const memoryBytes = history.epochs.reduce((most, epoch) => Math.max(most, epoch.memoryBytes), 0)
  return {
    stepMs: outcome(forecast.stepMs, stepMs),
    memoryBytes: outcome(forecast.memoryBytes, memoryBytes || null),
    epochMs: stepMs === null ? null : outcome(forecast.epochMs, epochMs(history, stepMs)),
  }
}

/** An epoch as it would be were everything compiled already. */
function epochMs({ epochs, steps, compileMs }: History, stepMs: number): number | null {
  const extra = new Map(compileMs)
  for (const { epoch, durationMs, warmUp } of steps) {
    if (warmUp) extra.set(epoch, (extra.get(epoch) ?? 0) + Math.max(0, durationMs - stepMs))
  }
  return middle(epochs.map(({ epoch, durationMs }) => durationMs - (extra.get(epoch) ?? 0)))
}

function outcome(forecast: number | null, happened: number | null): Outcome | null {
  if (forecast === null || happened === null || happened <= 0) return null
  return { forecast, happened, error: forecast / happened - 1 }
}

function middle(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}
