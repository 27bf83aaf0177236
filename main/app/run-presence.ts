import type { ExportFormat } from '../../shared/contract/export.ts'
import { forecast } from '../../shared/training/forecast.ts'
import { EMPTY_HISTORY, foldEvents, type History } from '../../shared/training/history.ts'
import type { TrainingEvent } from '../../shared/training/training-event.ts'

/** What the desktop shows of a run, outside the page. (The window's title is the page's own.) */
export interface PresenceEffects {
  /** Task bar: share in 0..1, or null for none. */
  showProgress(share: number | null): void
  /** While true, the machine should not go to sleep by itself. */
  keepAwake(on: boolean): void
  /** The run has ended and its exports lie in its folder. */
  exportsReady(runId: string): void
}

/** Follows the run that this window started. */
export interface RunPresence {
  started(runId: string, exportFormats: readonly ExportFormat[]): void
  trainingEvents(runId: string, events: readonly TrainingEvent[]): void
  exportEnded(runId: string, format: ExportFormat, ok: boolean): void
  /** The engine went down. Returns the run that it was training, if any. */
  engineEnded(): string | null
}

interface Followed {
  readonly runId: string
  readonly awaited: Set<ExportFormat>
  exported: number
  history: History
  active: boolean
}

export function createRunPresence(effects: PresenceEffects): RunPresence {
  let run: Followed | null = null

  const show = () => {
    const active = run?.active === true
    effects.keepAwake(active)
    effects.showProgress(run && active ? forecast(run.history).progress : null)
  }

  const revealWhenDone = (followed: Followed) => {
    if (followed.active || followed.awaited.size > 0 || followed.exported === 0) return
    followed.exported = 0
    effects.exportsReady(followed.runId)
  }

  return {
    started(runId, exportFormats) {
      // The run's first events may have come before the answer to the request that started it.
      const history = run?.runId === runId ? run.history : EMPTY_HISTORY
      run = { runId, awaited: new Set(exportFormats), exported: 0, history, active: isActive(history) }
      show()
    },
    trainingEvents(runId, events) {
      if (run?.runId !== runId) run = { runId, awaited: new Set(), exported: 0, history: EMPTY_HISTORY, active: true }
      run.history = foldEvents(run.history, events)
      run.active = isActive(run.history)
      show()
      revealWhenDone(run)
    },
    exportEnded(runId, format, ok) {
      if (run?.runId !== runId || !run.awaited.delete(format)) return
      if (ok) run.exported++
      revealWhenDone(run)
    },
    engineEnded() {
      const training = run?.active ? run.runId : null
      run = null
      show()
      return training
    },
  }
}

function isActive({ state }: History): boolean {
  return state !== 'finished' && state !== 'failed'
}
