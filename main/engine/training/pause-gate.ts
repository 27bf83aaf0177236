/** Holds a training between two steps. */
export interface PauseGate {
  readonly closed: boolean
  close(): void
  open(): void
  /** Resolves when the gate is open, or the signal aborts. */
  passed(signal: AbortSignal): Promise<void>
}

export function createPauseGate(): PauseGate {
  let waiting = Promise.withResolvers<null>()
  let closed = false
  return {
    get closed() {
      return closed
    },
    close() {
      if (closed) return
      closed = true
      waiting = Promise.withResolvers()
    },
    open() {
      closed = false
      waiting.resolve(null)
    },
    async passed(signal) {
      if (!closed || signal.aborted) return
      const aborted = Promise.withResolvers<null>()
      const abort = () => aborted.resolve(null)
      signal.addEventListener('abort', abort, { once: true })
      await Promise.race([waiting.promise, aborted.promise])
      signal.removeEventListener('abort', abort)
    },
  }
}
