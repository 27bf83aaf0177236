import type { Worker } from 'node:worker_threads'

const CHECK_MS = 50

/**
 * Calls `onUsed` when a thread has used so much processor time since the start or the last `reset`. The time that a thread
 * waits for a core does not count, so that a busy machine does not look like an endless loop.
 */
export function watchProcessor(thread: Worker, limitMs: number, onUsed: () => void): { reset(): void; stop(): void } {
  let since: number | null = null
  let asking = false
  let stopped = false

  async function check(): Promise<void> {
    // A thread in the middle of native code answers when it comes back.
    if (asking) return
    asking = true
    try {
      const asked = since
      const { user, system } = await thread.cpuUsage()
      const usedMs = (user + system) / 1000
      if (asked === null || since === null) since = usedMs
      else if (!stopped && usedMs - since > limitMs) onUsed()
    } catch {
      // It has ended; whoever asked it is told by its `exit`.
    } finally {
      asking = false
    }
  }

  const timer = setInterval(() => void check(), CHECK_MS)
  timer.unref()
  return {
    reset: () => (since = null),
    stop() {
      stopped = true
      clearInterval(timer)
    },
  }
}
