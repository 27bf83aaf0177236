import type { Guests } from './guests.ts'
import type { LiveWatcher } from './live-watcher.ts'
import type { PauseGate } from './pause-gate.ts'

/** Reason of an abort after which the run counts as interrupted, not stopped: the process has to go. */
export const INTERRUPTED = 'interrupted'

export interface RunControls {
  /** Aborts after the step in flight. Reason `INTERRUPTED`: keep a checkpoint but leave the run open to be continued. */
  readonly signal: AbortSignal
  readonly gate?: PauseGate
  /** Requests that are answered between two steps. */
  readonly guests?: Guests
  /** Looks at the network after each step and epoch. */
  readonly live?: LiveWatcher
}
