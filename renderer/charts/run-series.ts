import type { History } from '../../shared/training/history.ts'
import type { TrainingEventOf } from '../../shared/training/training-event.ts'
import type { Point } from './lttb.ts'

type Step = TrainingEventOf<'step'>

/** Points over the epochs of a run (x is 1.5 in the middle of the second epoch). */
export interface StepSeries {
  readonly raw: readonly Point[]
  /** Exponential mean over about a tenth of an epoch, started without bias. */
  readonly smooth: readonly Point[]
}

/** A value of a step, or null where it does not count. */
export type StepValue = (step: Step) => number | null

export const stepValues = {
  loss: (step) => step.loss,
  top1: (step) => step.top1,
  learningRate: (step) => step.learningRate,
  imagesPerSecond: (step) => (step.warmUp ? null : (1000 * step.samples) / step.durationMs),
} as const satisfies Record<string, StepValue>

/**
 * Turns a growing history into series, looking at each step once: a history's step array only grows, and a resumed run
 * brings a new one. Without smoothing both lines are the values themselves.
 */
export function createStepSeries(value: StepValue, smoothing = true): (history: History) => StepSeries {
  let source: readonly Step[] | null = null
  let seen = 0
  let raw: Point[] = []
  let smooth: Point[] = []
  let mean = 0
  let weight = 0

  return ({ steps, started }) => {
    if (steps !== source || steps.length < seen) {
      source = steps
      raw = []
      smooth = []
      seen = mean = weight = 0
    }
    const stepsPerEpoch = started?.stepsPerEpoch ?? 1
    const keep = smoothing ? 1 - Math.min(1, 10 / stepsPerEpoch) : 0
    for (; seen < steps.length; seen++) {
      const step = steps[seen] as Step
      const y = value(step)
      if (y === null || !Number.isFinite(y)) continue
      const x = step.step / stepsPerEpoch
      mean = keep * mean + (1 - keep) * y
      weight = keep * weight + (1 - keep)
      raw.push({ x, y })
      smooth.push({ x, y: mean / weight })
    }
    return { raw, smooth }
  }
}

/** One point for each epoch that was validated. */
export function validationPoints(history: History, metric: 'loss' | 'top1'): readonly Point[] {
  return history.epochs.flatMap(({ epoch, validation }) => (validation ? [{ x: epoch, y: validation[metric] }] : []))
}

/** The last point at or before `x`, by bisection; the last of all where `x` is null. */
export function pointAt(points: readonly Point[], x: number | null): Point | null {
  if (x === null) return points.at(-1) ?? null
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle] as Point).x <= x) low = middle + 1
    else high = middle
  }
  return points[Math.max(0, low - 1)] ?? null
}
