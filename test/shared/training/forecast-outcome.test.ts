import { describe, expect, it } from 'vitest'
import { forecast } from '../../../shared/training/forecast.ts'
import { forecastOutcome } from '../../../shared/training/forecast-outcome.ts'
import { EMPTY_HISTORY, foldEvents } from '../../../shared/training/history.ts'
import type { RunForecast } from '../../../shared/training/run-forecast.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'

type Loose = { kind: TrainingEvent['kind']; atMs?: number; [key: string]: unknown }

const STEPS = 4
const history = (events: readonly Loose[]) =>
  foldEvents(
    EMPTY_HISTORY,
    events.map((event, seq) => ({ seq, atMs: 0, ...event }) as TrainingEvent),
  )

const started = (forecast: RunForecast | null = { stepMs: 110, memoryBytes: 9e8, epochMs: 450 }): Loose => {
  return { kind: 'started', epochs: 3, stepsPerEpoch: STEPS, fromStep: 1, ...(forecast ? { forecast } : {}) }
}
const step = (number: number, durationMs: number, warmUp = false, samples = 8): Loose => {
  return { kind: 'step', epoch: Math.ceil(number / STEPS), step: number, samples, durationMs, warmUp }
}
const epoch = (number: number, durationMs: number, memoryBytes = 1e9): Loose => {
  return { kind: 'epoch', epoch: number, step: number * STEPS, durationMs, memoryBytes, best: true }
}

/** Two epochs of four steps of 100 ms, the first and the last partial one compiled first, 60 ms of validation. */
const EVENTS: readonly Loose[] = [
  started(),
  { kind: 'compiling', what: 'step', samples: 8 },
  step(1, 5100, true),
  step(2, 100),
  step(3, 100),
  { kind: 'compiling', what: 'step', samples: 3 },
  step(4, 3100, true, 3),
  { kind: 'compiling', what: 'evaluation', samples: 8, atMs: 10_000 },
  { kind: 'validating', epoch: 1, done: 8, total: 16, atMs: 12_000 },
  epoch(1, 5100 + 100 + 100 + 3100 + 2000 + 60),
  step(5, 100),
  step(6, 104),
  step(7, 100),
  step(8, 40, false, 3),
  epoch(2, 100 + 104 + 100 + 40 + 60, 1.2e9),
]

describe('what became of a forecast', () => {
  it('leaves out what was compiled: first steps, a second batch size, the validation pass', () => {
    const outcome = forecastOutcome(history(EVENTS))
    expect(outcome?.stepMs).toEqual({ forecast: 110, happened: 100, error: expect.closeTo(0.1, 9) })
    expect(outcome?.memoryBytes).toEqual({ forecast: 9e8, happened: 1.2e9, error: expect.closeTo(-0.25, 9) })
    // The first epoch without its compiling took 4 steps and the validation, like the second.
    expect(outcome?.epochMs?.happened).toBe(460)
  })

  it('is not known before something was measured, and nothing without a forecast', () => {
    expect(forecastOutcome(history(EVENTS.slice(0, 3)))).toEqual({ stepMs: null, memoryBytes: null, epochMs: null })
    expect(forecastOutcome(history([started(null), ...EVENTS.slice(1)]))).toBeNull()
    expect(forecastOutcome(EMPTY_HISTORY)).toBeNull()
  })
})

describe('compiling', () => {
  it('is a state of its own until the next step or the first validated batch', () => {
    expect(history(EVENTS.slice(0, 2))).toMatchObject({ state: 'compiling', compiling: { what: 'step', samples: 8 } })
    expect(history(EVENTS.slice(0, 3))).toMatchObject({ state: 'training', compiling: null })
    expect(history(EVENTS.slice(0, 8))).toMatchObject({ state: 'compiling', compiling: { what: 'evaluation' } })
    expect(history(EVENTS.slice(0, 9))).toMatchObject({ state: 'validating', compiling: null })
    expect([...history(EVENTS.slice(0, 9)).compileMs]).toEqual([[1, 2000]])
  })

  it('counts neither in the rate nor in the time left', () => {
    const { imagesPerSecond, remainingMs } = forecast(history(EVENTS.slice(0, 10)))
    expect(imagesPerSecond).toBe(80)
    // Eight steps of 100 ms, and twice the 60 ms of a validation without compiling.
    expect(remainingMs).toBeCloseTo(8 * 100 + 2 * 60, 6)
  })
})
