import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** The kernel counts processor time in hundredths of a second for all programs. */
const TICK_MS = 10

/**
 * Measures from now on which share of the processor programs take that are neither this one nor children of it that have
 * ended. Linux only: elsewhere nothing is known, and 0 is given.
 */
export function watchOthers(): () => number {
  const before = times()
  return () => {
    const now = times()
    const total = now.total - before.total
    return total > 0 ? Math.max(0, (now.busy - before.busy - (now.own - before.own)) / total) : 0
  }
}

function times(): { readonly busy: number; readonly total: number; readonly own: number } {
  let [busy, total] = [0, 0]
  for (const { times: core } of cpus()) {
    const working = core.user + core.nice + core.sys + core.irq
    busy += working
    total += working + core.idle
  }
  return { busy, total, own: ownTime() ?? busy }
}

/** Fields 14 to 17 of `/proc/self/stat`: user and system time of this program, then of its ended children. */
function ownTime(): number | null {
  try {
    const [, rest = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ')
    const fields = rest.split(' ').slice(11, 15)
    return TICK_MS * fields.reduce((sum, field) => sum + Number(field), 0)
  } catch {
    return null
  }
}
