import { cpus } from 'node:os'

/**
 * Measures from now on which share of the processor other programs take.
 * @returns a function that gives the share so far, in 0..1
 */
export function watchDisturbance(): () => number {
  const before = { machine: machineTimes(), own: process.cpuUsage() }
  return () => {
    const now = machineTimes()
    const own = process.cpuUsage(before.own)
    const total = now.total - before.machine.total
    const others = now.busy - before.machine.busy - (own.user + own.system) / 1000
    return total > 0 ? Math.min(1, Math.max(0, others / total)) : 0
  }
}

/** Sums over all cores, in ms. */
function machineTimes(): { readonly busy: number; readonly total: number } {
  let [busy, total] = [0, 0]
  for (const { times } of cpus()) {
    const working = times.user + times.nice + times.sys + times.irq
    busy += working
    total += working + times.idle
  }
  return { busy, total }
}
