/** Decides when a checkpoint is worth its time. All times in milliseconds of one clock. */
export interface CheckpointSchedule {
  /** Whether the longest time between two checkpoints has passed. */
  isDue(nowMs: number): boolean
  /** Whether a checkpoint now would keep within the budget: 1 % of the time. */
  isAffordable(nowMs: number): boolean
  /** A checkpoint was written and took this long. */
  wrote(nowMs: number, costMs: number): void
}

/** A write may cost a hundredth of the time since the last one. */
const SHARE = 0.01

/** `intervalMs` is stretched where a write takes more than a hundredth of it. */
export function createCheckpointSchedule(intervalMs: number, nowMs: number): CheckpointSchedule {
  let lastMs = nowMs
  let leastMs = 0
  return {
    isDue: (now) => now - lastMs >= Math.max(intervalMs, leastMs),
    isAffordable: (now) => now - lastMs >= leastMs,
    wrote(now, costMs) {
      lastMs = now
      leastMs = costMs / SHARE
    },
  }
}
