import { cpus, release, totalmem, type } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { cpuFeatures } from '../main/engine/processes/cpu-features.ts'

/** Share of all processor time that is spent, by anyone, in the next so many milliseconds; 0..1. */
export async function busyShare(milliseconds: number): Promise<number> {
  const before = processorTime()
  await wait(milliseconds)
  const after = processorTime()
  const all = after.all - before.all
  return all > 0 ? 1 - (after.idle - before.idle) / all : 0
}

function processorTime(): { readonly all: number; readonly idle: number } {
  const times = cpus().map((cpu) => cpu.times)
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  return { all, idle: times.reduce((sum, { idle }) => sum + idle, 0) }
}

/** The machine in one line, for the head of a table. */
export function describeMachine(threads: number): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const features = cpuFeatures().join(', ')
  const memory = `${(totalmem() / 1e9).toFixed(0)} GB`
  return `${model}, ${threads} cores${features && ` (${features})`}, ${memory}, ${type()} ${release()}`
}
