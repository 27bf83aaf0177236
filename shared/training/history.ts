import type { TrainingEvent, TrainingEventOf } from './training-event.ts'

export type RunState =
  'waiting' | 'preparing' | 'compiling' | 'training' | 'validating' | 'paused' | 'finished' | 'failed'

/** A run's events folded into what charts and tables show. The arrays only grow; a new object marks each change. */
export interface History {
  readonly state: RunState
  readonly started: TrainingEventOf<'started'> | null
  readonly steps: readonly TrainingEventOf<'step'>[]
  readonly epochs: readonly TrainingEventOf<'epoch'>[]
  readonly validating: { readonly done: number; readonly total: number } | null
  /** Images whose features are there, while they are computed. */
  readonly features: { readonly done: number; readonly total: number } | null
  /** What is being compiled now. */
  readonly compiling: TrainingEventOf<'compiling'> | null
  /** Time that compiling took in an epoch beside its steps, by the epoch's number; the steps' own stands in the steps. */
  readonly compileMs: ReadonlyMap<number, number>
  readonly lastCheckpoint: TrainingEventOf<'checkpoint'> | null
  readonly finished: TrainingEventOf<'finished'> | null
  readonly failed: TrainingEventOf<'failed'> | null
  readonly nextSeq: number
}

export const EMPTY_HISTORY: History = {
  state: 'waiting',
  started: null,
  steps: [],
  epochs: [],
  validating: null,
  features: null,
  compiling: null,
  compileMs: new Map(),
  lastCheckpoint: null,
  finished: null,
  failed: null,
  nextSeq: 0,
}

/**
 * Folds events into a history. Events already seen (`seq` below `nextSeq`) are passed over, so that a replay of the log
 * and the live stream may overlap. A resumed run drops the steps and epochs after the point where it goes on.
 */
export function foldEvents(history: History, events: readonly TrainingEvent[]): History {
  // The empty history is shared: it must not grow.
  const steps = history.steps.length === 0 ? [] : (history.steps as TrainingEventOf<'step'>[])
  let next: Growing = { ...history, steps, epochs: [...history.epochs] }
  for (const event of events) {
    if (event.seq < next.nextSeq) continue
    next = foldEvent(next, event)
  }
  return next
}

type Growing = Omit<History, 'steps' | 'epochs'> & {
  steps: TrainingEventOf<'step'>[]
  epochs: TrainingEventOf<'epoch'>[]
}

function foldEvent(history: Growing, event: TrainingEvent): Growing {
  const next = { ...history, nextSeq: event.seq + 1, features: null, compiling: null }
  switch (event.kind) {
    case 'started':
      return {
        ...next,
        state: 'training',
        started: event,
        steps: history.steps.filter((step) => step.step < event.fromStep),
        epochs: history.epochs.filter((epoch) => epoch.step < event.fromStep),
        validating: null,
        finished: null,
        failed: null,
      }
    case 'step':
      // Growing in place: copying 100,000 steps at each of 20 updates a second would be the chart's largest cost.
      next.steps.push(event)
      return { ...next, state: 'training', validating: null }
    case 'features':
      return { ...next, state: 'preparing', features: { done: event.done, total: event.total } }
    case 'compiling':
      return { ...next, state: 'compiling', compiling: event }
    case 'validating':
      return {
        ...next,
        state: 'validating',
        validating: { done: event.done, total: event.total },
        compileMs: history.compiling
          ? new Map(history.compileMs).set(event.epoch, event.atMs - history.compiling.atMs)
          : history.compileMs,
      }
    case 'epoch':
      return { ...next, state: 'training', validating: null, epochs: [...history.epochs, event] }
    case 'checkpoint':
      return { ...next, lastCheckpoint: event }
    case 'paused':
      return { ...next, state: 'paused' }
    case 'resumed':
      return { ...next, state: 'training' }
    case 'finished':
      return { ...next, state: 'finished', finished: event, validating: null }
    case 'failed':
      return { ...next, state: 'failed', failed: event, validating: null }
  }
}
