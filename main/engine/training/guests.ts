import { setImmediate } from 'node:timers/promises'

/**
 * Lets requests be answered between two training steps. What takes several turns of the event loop, such as reading a
 * file, would otherwise wait for a whole step at each of them.
 */
export interface Guests {
  /** Does a piece of work; until it is done, training holds after the step in flight. */
  serve<T>(work: () => Promise<T>): Promise<T>
  /** The trainer's call between two steps: resolves when nobody is being served. */
  served(): Promise<void>
  /**
   * Does work of less than a second once, between two steps and with nobody being served, where steps are so long that it
   * does not matter. It forgets what it was to do before.
   */
  betweenSteps(work: () => void): void
  /** Between two pieces of a long work: lets training take a step, where one waits. */
  giveWay(): Promise<void>
}

/** Steps of so many milliseconds leave room between them. */
const LONG_STEP_MS = 1000

export function createGuests(): Guests {
  let serving = 0
  let idle = Promise.withResolvers<null>()
  let later: (() => void) | null = null
  /** When the trainer went on last. */
  let wentOnMs = Infinity
  return {
    async serve(work) {
      if (serving++ === 0) idle = Promise.withResolvers()
      try {
        return await work()
      } finally {
        if (--serving === 0) idle.resolve(null)
      }
    },
    async served() {
      const isLong = performance.now() - wentOnMs > LONG_STEP_MS
      while (serving > 0) await idle.promise
      if (isLong && later) {
        const work = later
        later = null
        work()
      }
      wentOnMs = performance.now()
    },
    betweenSteps(work) {
      later = work
    },
    async giveWay() {
      // The step begins in the turn in which the trainer hears that it may go on.
      await setImmediate()
      await setImmediate()
    },
  }
}
