import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { trainingEventSchema, type TrainingEvent } from '../../../shared/training/training-event.ts'

/** The events on disk of the one run in a store. */
export async function readRunLog(store: string): Promise<TrainingEvent[]> {
  const runs = join(store, 'runs')
  const [run = ''] = (await readdir(runs)).filter((name) => !name.startsWith('.'))
  const lines = (await readFile(join(runs, run, 'events.jsonl'), 'utf8')).split('\n').filter((line) => line !== '')
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
