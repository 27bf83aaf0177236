import { succeed, type Result } from '../../../shared/contract/result.ts'
import { listMistakes, summarizeMistakes } from '../../../shared/inspection/mistakes.ts'
import type { StoredEvaluation } from '../../../shared/inspection/stored-evaluation.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { listEpochs } from '../runs/checkpoint-history.ts'
import { readCheckpointCursor, type CheckpointName } from '../runs/checkpoints.ts'
import { readEvents } from '../runs/event-log.ts'
import { readEvaluation } from '../runs/evaluation-file.ts'
import { readRun, type Run } from '../runs/run-store.ts'
import { currentEpoch } from '../training/training-cursor.ts'
import type { Handlers } from './child-handlers.ts'

/** Evaluations that are kept in memory: a click must not read a file of many images again. */
const HELD = 4

/** What the library answers of evaluations and checkpoints: at once, in the middle of a training step too. */
export function createMistakeHandlers(
  store: string,
  dataset: (datasetId: string) => Promise<Result<Dataset>>,
): Pick<Handlers<'library'>, 'mistakes:summary' | 'mistakes:list' | 'checkpoints:list'> {
  const held = new Map<string, StoredEvaluation>()

  async function evaluation(id: string): Promise<Result<StoredEvaluation>> {
    const known = held.get(id)
    if (known) return succeed(known)
    const read = await readEvaluation(store, id)
    if (!read.ok) return read
    held.set(id, read.value)
    for (const oldest of held.keys()) if (held.size > HELD) held.delete(oldest)
    return read
  }

  return {
    'mistakes:summary': async ({ evaluationId }) => {
      const found = await evaluation(evaluationId)
      return found.ok ? succeed(summarizeMistakes(found.value)) : found
    },
    'mistakes:list': async ({ evaluationId, offset, limit, ...filter }) => {
      const found = await evaluation(evaluationId)
      if (!found.ok) return found
      const opened = await dataset(found.value.datasetId)
      if (!opened.ok) return opened
      const all = listMistakes(found.value, filter)
      const rows = all.slice(offset, offset + limit).map((row) => {
        return { ...row, file: opened.value.images[row.index]?.file ?? '' }
      })
      return succeed({ total: all.length, rows })
    },
    'checkpoints:list': async ({ runId }) => {
      const run = await readRun(store, runId)
      if (!run.ok) return run
      const [epochs, best, last, scores] = await Promise.all([
        listEpochs(run.value.folder),
        epochOf(run.value, 'best'),
        epochOf(run.value, 'last'),
        scoresOf(run.value),
      ])
      return succeed({ epochs: [...epochs], best, last, scores })
    },
  }
}

/** None where the log can't be read: the weights can be looked at all the same. */
async function scoresOf({ folder }: Run): Promise<{ epoch: number; top1: number }[]> {
  const events = await readEvents(folder, ['epoch'])
  if (!events.ok) return []
  return events.value.flatMap((event) =>
    event.kind === 'epoch' && event.validation ? [{ epoch: event.epoch, top1: event.validation.top1 }] : [],
  )
}

async function epochOf({ folder, manifest }: Run, which: CheckpointName): Promise<number | null> {
  const cursor = await readCheckpointCursor(folder, manifest.runId, which)
  return cursor.ok ? currentEpoch(cursor.value) : null
}
