import type { RequestResult } from '../../shared/contract/requests.ts'
import { foldEvents, EMPTY_HISTORY, type History } from '../../shared/training/history.ts'
import type { TrainingEvent } from '../../shared/training/training-event.ts'

export type PublicManifest = RequestResult<'runs:read'>['manifest']

/** A run as the window knows it: its manifest once read, and its events folded. */
export interface RunView {
  readonly runId: string
  readonly number: number | null
  readonly manifest: PublicManifest | null
  readonly history: History
}

export function emptyRunView(runId: string, number: number | null = null): RunView {
  return { runId, number, manifest: null, history: EMPTY_HISTORY }
}

/** True when events are missing between what the view holds and these: the log has to be read first. */
export function hasGap(view: RunView, events: readonly TrainingEvent[]): boolean {
  const first = events[0]
  return first !== undefined && first.seq > view.history.nextSeq
}

export function withEvents(view: RunView, events: readonly TrainingEvent[]): RunView {
  const history = foldEvents(view.history, events)
  const before = view.history.epochs
  const same = before.length === history.epochs.length && before.at(-1) === history.epochs.at(-1)
  // Tables of epochs need not be drawn anew for each step.
  return { ...view, history: same ? { ...history, epochs: before } : history }
}

export function withManifest(view: RunView, manifest: PublicManifest): RunView {
  return { ...view, manifest, number: manifest.number }
}
