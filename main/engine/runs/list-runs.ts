import { join } from 'node:path'
import type { AppError } from '../../../shared/contract/errors.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { RunSummary } from '../../../shared/contract/run.ts'
import { EMPTY_HISTORY, foldEvents, type History } from '../../../shared/training/history.ts'
import type { Metrics } from '../../../shared/training/training-event.ts'
import { hasCheckpoint } from './checkpoints.ts'
import { readEvents } from './event-log.ts'
import { isLocked } from './lock-run.ts'
import { listRunIds, openRun, type Run } from './run-store.ts'
import { runsFolder } from './store-paths.ts'

export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunSummary[]
  /** Folders that hold no whole run, with what is wrong with each. */
  readonly damaged: readonly { readonly runId: string; readonly error: AppError }[]
}

/** All runs of a store. */
export async function listRuns(store: string): Promise<Result<RunList>> {
  const ids = await listRunIds(store)
  if (!ids.ok) return ids
  const runs: RunSummary[] = []
  const damaged: RunList['damaged'][number][] = []
  for (const runId of ids.value) {
    const run = await openRun(join(runsFolder(store), runId))
    const summary = run.ok ? await summarizeRun(run.value) : run
    if (summary.ok) runs.push(summary.value)
    else damaged.push({ runId, error: summary.error })
  }
  return succeed({ runs: runs.sort((a, b) => b.number - a.number), damaged })
}

/** One line of the list. Fails with `run-invalid` when the event log is damaged. */
export async function summarizeRun({ folder, manifest }: Run): Promise<Result<RunSummary>> {
  const events = await readEvents(folder, ['started', 'epoch', 'finished', 'failed'])
  if (!events.ok) return events
  const history = foldEvents(EMPTY_HISTORY, events.value)
  return succeed({
    runId: manifest.runId,
    number: manifest.number,
    createdAt: manifest.createdAt,
    modelName: manifest.model?.name ?? manifest.graph.name,
    inputSize: manifest.graph.inputShape[0] ?? 0,
    width: manifest.model?.options.width ?? 1,
    datasetName: manifest.dataset.name,
    labels: manifest.labels,
    epochs: manifest.config.epochs,
    epochsDone: history.epochs.length,
    state: stateOf(history, await isLocked(folder)),
    best: bestOf(history),
    hasCheckpoint: await hasCheckpoint(folder),
  })
}

function stateOf({ finished, failed }: History, locked: boolean): RunSummary['state'] {
  if (locked) return 'training'
  if (failed) return 'failed'
  if (finished) return finished.reason === 'stopped' ? 'stopped' : 'finished'
  return 'interrupted'
}

function bestOf({ epochs }: History): Metrics | null {
  const best = epochs.findLast((epoch) => epoch.best)
  return best ? (best.validation ?? best.training) : null
}
