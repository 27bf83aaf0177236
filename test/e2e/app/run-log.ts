import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { trainingEventSchema, type TrainingEvent } from '../../../shared/training/training-event.ts'

/** The events on disk of the one run in a store; none while there is no run yet. */
export async function readRunLog(store: string): Promise<TrainingEvent[]> {
  const runs = join(store, 'runs')
  const names = await readdir(runs).catch(() => [])
  const run = names.find((name) => !name.startsWith('.'))
  if (run === undefined) return []
  const text = await readFile(join(runs, run, 'events.jsonl'), 'utf8').catch(() => '')
  // What follows the last line break is being written.
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => trainingEventSchema.parse(JSON.parse(line)))
}

/**
 * Where each part of a run began, and how many steps the last checkpoint before it had kept: a part that goes on
 * begins one step after it.
 */
export function partsOf(events: readonly TrainingEvent[]): { fromStep: number; keptSteps: number }[] {
  const parts: { fromStep: number; keptSteps: number }[] = []
  let keptSteps = 0
  for (const event of events) {
    if (event.kind === 'checkpoint' && event.which === 'last') keptSteps = event.step
    if (event.kind === 'started') parts.push({ fromStep: event.fromStep, keptSteps })
  }
  return parts
}
