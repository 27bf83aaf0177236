/** As the shell says it of a program that a signal ended. */
const INTERRUPTED = 130

/** npm passes on the Ctrl+C that a terminal has already sent to all: what comes this soon after it is the same one. */
const SAME_MS = 500

export interface Interrupt {
  /** Aborts at the first Ctrl+C (or SIGTERM). */
  readonly signal: AbortSignal
  /** Gives Ctrl+C back its usual meaning. */
  release(): void
}

/** From now on the first Ctrl+C asks to stop cleanly; a second one ends the process at once. */
export function onInterrupt(onFirst: () => void = () => undefined): Interrupt {
  const controller = new AbortController()
  let firstMs = 0
  const interrupted = () => {
    if (!controller.signal.aborted) {
      firstMs = performance.now()
      controller.abort()
      onFirst()
    } else if (performance.now() - firstMs > SAME_MS) process.exit(INTERRUPTED)
  }
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', interrupted)
      process.off('SIGTERM', interrupted)
    },
  }
}
