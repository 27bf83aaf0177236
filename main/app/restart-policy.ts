const WINDOW_MS = 60_000
const MOST_RESTARTS = 5
const FIRST_WAIT_MS = 100

/** How long to wait before the next restart. */
export interface RestartPolicy {
  /** @returns milliseconds, or null when the child ended too often: five restarts in the last minute. */
  next(nowMs: number): number | null
}

/** Waits twice as long for each restart within a minute: 100 ms, 200 ms, ... 1.6 s, then gives up. */
export function createRestartPolicy(): RestartPolicy {
  let restarts: number[] = []
  return {
    next(nowMs) {
      restarts = restarts.filter((at) => nowMs - at < WINDOW_MS)
      if (restarts.length >= MOST_RESTARTS) return null
      const waitMs = FIRST_WAIT_MS * 2 ** restarts.length
      restarts.push(nowMs)
      return waitMs
    },
  }
}
