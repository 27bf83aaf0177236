import type { TrainingEvent } from '../../../shared/training/training-event.ts'

/** Gathers a run's events into few messages. */
export interface EventBatcher {
  push(event: TrainingEvent): void
  /** Sends what is waiting at once. */
  flush(): void
}

/** Least time between two messages: twenty a second. */
const INTERVAL_MS = 50

/** Sends the first event at once and then at most every 50 ms all that came since; nothing is dropped. */
export function createEventBatcher(send: (events: TrainingEvent[]) => void): EventBatcher {
  let waiting: TrainingEvent[] = []
  let sentMs = -INTERVAL_MS
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    sentMs = performance.now()
    const events = waiting
    waiting = []
    send(events)
  }
  return {
    flush,
    push(event) {
      waiting.push(event)
      const dueMs = sentMs + INTERVAL_MS - performance.now()
      if (dueMs <= 0) flush()
      else timer ??= setTimeout(flush, dueMs)
    },
  }
}
