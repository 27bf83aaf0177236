import type { Guests } from '../training/guests.ts'

/** Work that makes later answers quicker: done once nobody asks for anything. */
export interface IdleWork {
  /** Does this once no `soon` has come for a while; what was to be done before it is forgotten. */
  soon(work: () => void): void
  close(): void
}

export interface IdleWorkOptions {
  /** While it says so, work waits for its place between two steps. */
  readonly isTraining: () => boolean
  /** Told of bugs. */
  readonly report: (error: unknown) => void
  /** From the last `soon` on. */
  readonly restMs?: number
}

/** Longer than it takes from one question of the window to its next. */
const REST_MS = 300

export function createIdleWork(guests: Pick<Guests, 'betweenSteps'>, options: IdleWorkOptions): IdleWork {
  const { isTraining, report, restMs = REST_MS } = options
  let timer: NodeJS.Timeout | undefined
  return {
    soon(work) {
      const attempt = () => {
        try {
          work()
        } catch (error) {
          report(error)
        }
      }
      clearTimeout(timer)
      timer = setTimeout(() => (isTraining() ? guests.betweenSteps(attempt) : attempt()), restMs)
      // A process that has nothing else to do may end.
      timer.unref()
    },
    close: () => clearTimeout(timer),
  }
}
