/** As the shell says it of a program that a signal ended. */
const INTERRUPTED = 130

export interface Interrupt {
  /** Aborts at the first Ctrl+C (or SIGTERM). */
  readonly signal: AbortSignal
  /** Gives Ctrl+C back its usual meaning. */
  release(): void
}

/** From now on the first Ctrl+C asks to stop cleanly; the second ends the process at once. */
export function onInterrupt(onFirst: () => void = () => undefined): Interrupt {
  const controller = new AbortController()
  const interrupted = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    controller.abort()
    onFirst()
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
