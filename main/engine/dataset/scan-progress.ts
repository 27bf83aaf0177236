import { basename } from 'node:path'
import type { EventPayload } from '../../../shared/contract/events.ts'
import { compareText } from './entry-names.ts'

export type ScanProgress = EventPayload<'dataset:progress'>

export interface ProgressCounter {
  seen(label: string): void
  checked(): void
  problem(): void
  /** Takes an image back out of its class's count. */
  dropped(label: string): void
  /** Reports now, whenever the last report was. */
  flush(): void
}

const INTERVAL_MS = 100

/** Counts a scan and reports the counts at once, then at most ten times a second. */
export function createProgress(path: string, report: ((progress: ScanProgress) => void) | undefined): ProgressCounter {
  const name = basename(path)
  const counts = new Map<string, number>()
  let [filesSeen, filesChecked, problemCount, lastMs] = [0, 0, 0, 0]
  const flush = () => {
    lastMs = performance.now()
    const classes = [...counts]
      .map(([label, count]) => ({ label, count }))
      .sort((a, b) => compareText(a.label, b.label))
    report?.({ name, filesSeen, filesChecked, classes, problemCount })
  }
  const changed = () => {
    if (report && performance.now() - lastMs >= INTERVAL_MS) flush()
  }
  const add = (label: string, change: number) => counts.set(label, (counts.get(label) ?? 0) + change)
  flush()
  return {
    seen: (label) => {
      filesSeen++
      add(label, 1)
      changed()
    },
    checked: () => {
      filesChecked++
      changed()
    },
    problem: () => {
      problemCount++
      changed()
    },
    dropped: (label) => {
      add(label, -1)
    },
    flush,
  }
}
