/** Decides when a look at a network in training is worth its time. All times in milliseconds of one clock. */
export interface LiveBudget {
  isAffordable(nowMs: number): boolean
  looked(nowMs: number, costMs: number): void
  /** Of the time since the first question, 0..1. */
  share(nowMs: number): number
}

/** Looks may take a fiftieth of the time. */
const SHARE = 0.02

/** Every look is paid for by the time since the last one; the first one by what it will cost, which nobody knows. */
export function createLiveBudget(startMs: number): LiveBudget {
  let lastMs = startMs
  let costMs = 0
  let totalMs = 0
  return {
    isAffordable: (nowMs) => (nowMs - lastMs) * SHARE >= costMs,
    looked(nowMs, cost) {
      lastMs = nowMs
      costMs = cost
      totalMs += cost
    },
    share: (nowMs) => (nowMs > startMs ? totalMs / (nowMs - startMs) : 0),
  }
}
