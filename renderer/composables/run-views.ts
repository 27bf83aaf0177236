import { shallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { EventPayload } from '../../shared/contract/events.ts'
import type { TrainingEvent } from '../../shared/training/training-event.ts'
import { emptyRunView, hasGap, withEvents, withManifest, type RunView } from '../run/run-view.ts'
import type { Client } from './useBridge.ts'

export interface RunViews {
  get(runId: string | null): RunView | null
  /** Gives a run that is known its number, or makes an empty view of it. */
  number(runId: string, number: number): void
  /** Folds live events; where some were missed, the run's log is read first. */
  receive(message: EventPayload<'training:events'>): void
  /** Reads a run's manifest and log, and folds them with what comes in meanwhile; null when it went well. */
  read(runId: string): Promise<AppError | null>
}

/** The runs that were looked at or trained since the window opened. */
export function createRunViews(client: Client): RunViews {
  const views = shallowRef<ReadonlyMap<string, RunView>>(new Map())
  /** Events that come in while a run's log is read. */
  const waiting = new Map<string, TrainingEvent[]>()

  const get = (runId: string | null) => (runId === null ? null : (views.value.get(runId) ?? null))
  const keep = (view: RunView) => (views.value = new Map(views.value).set(view.runId, view))

  async function read(runId: string): Promise<AppError | null> {
    if (waiting.has(runId)) return null
    waiting.set(runId, [])
    const result = await client.request('runs:read', { runId })
    const late = waiting.get(runId) ?? []
    waiting.delete(runId)
    if (!result.ok) return result.error
    const { manifest, events } = result.value
    keep(withEvents(withManifest(get(runId) ?? emptyRunView(runId), manifest), [...events, ...late]))
    return null
  }

  return {
    get,
    read,
    number: (runId, number) => keep({ ...(get(runId) ?? emptyRunView(runId)), number }),
    receive({ runId, events }) {
      const queue = waiting.get(runId)
      const view = get(runId) ?? emptyRunView(runId)
      if (queue) queue.push(...events)
      else if (hasGap(view, events)) {
        void read(runId)
        waiting.get(runId)?.push(...events)
      } else keep(withEvents(view, events))
    },
  }
}
