import type { Emit } from './child-handlers.ts'
import type { Guests } from '../training/guests.ts'

/** Work that takes seconds: it gives way to training between its pieces, tells how far it is, and can be cancelled. */
export interface Jobs {
  /** The turn to take before each piece of the job of this id; without an id nobody hears of it or can end it. */
  turnOf(jobId: string | undefined): (done: number, total: number) => Promise<boolean>
  /** Runs a job under its id. */
  run<T>(jobId: string | undefined, work: () => Promise<T>): Promise<T>
  cancel(jobId: string): void
  cancelAll(): void
}

/** Least time between two progress events. */
const TELL_MS = 100

export function createJobs(emit: Emit, guests: Guests): Jobs {
  const cancelled = new Set<string>()
  const running = new Set<string>()
  return {
    turnOf(jobId) {
      let toldMs = -Infinity
      return async (done, total) => {
        await guests.giveWay()
        if (jobId === undefined) return true
        const nowMs = performance.now()
        if (nowMs - toldMs >= TELL_MS || done === total) {
          toldMs = nowMs
          emit('inspection:progress', { jobId, done, total })
        }
        return !cancelled.has(jobId)
      }
    },
    async run(jobId, work) {
      if (jobId !== undefined) running.add(jobId)
      try {
        return await work()
      } finally {
        if (jobId !== undefined) {
          running.delete(jobId)
          cancelled.delete(jobId)
        }
      }
    },
    cancel(jobId) {
      if (running.has(jobId)) cancelled.add(jobId)
    },
    cancelAll() {
      for (const jobId of running) cancelled.add(jobId)
    },
  }
}
