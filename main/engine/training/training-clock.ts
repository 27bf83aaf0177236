import type { TrainingCursor } from './training-cursor.ts'

/** Adds the time that passes to the cursor's `durationMs`, pauses left out. */
export interface TrainingClock {
  /** Brings `durationMs` up to now. */
  tick(): void
  /** Forgets the time since the last call of either. */
  skip(): void
}

export function startClock(cursor: TrainingCursor): TrainingClock {
  let mark = performance.now()
  const skip = () => (mark = performance.now())
  return {
    skip,
    tick() {
      const from = mark
      cursor.durationMs += skip() - from
    },
  }
}
