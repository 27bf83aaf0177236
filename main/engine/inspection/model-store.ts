import { stat } from 'node:fs/promises'
import type { CheckpointChoice } from '../../../shared/contract/inspection/refs.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { upToFirstOutput } from '../../../shared/graph/first-output.ts'
import { readModel } from '../formats/read-model.ts'
import { findEpoch, readWeightsOf } from '../runs/checkpoint-history.ts'
import { checkpointPath, readCheckpointCursor } from '../runs/checkpoints.ts'
import { fileFailure } from '../runs/file-failure.ts'
import type { Run } from '../runs/run-store.ts'
import { readRun } from '../runs/run-store.ts'
import { currentEpoch } from '../training/training-cursor.ts'
import { inspectModel, type InspectedModel } from './inspected-model.ts'
import { createSharedWork } from './shared-work.ts'

/** Where a model lies; paths are real ones. */
export type ModelPlace =
  | { readonly kind: 'run'; readonly runId: string; readonly checkpoint: CheckpointChoice }
  | { readonly kind: 'file'; readonly path: string }

/** Models that were looked into last, each with its weights in TensorFlow; a checkpoint that was written anew is read anew. */
export interface ModelStore {
  open(place: ModelPlace): Promise<Result<InspectedModel>>
  /** Whether a model's weights are still there. */
  holds(model: InspectedModel): boolean
  /** Models in use over several turns of the event loop are not freed before the work is done. */
  holding<T>(models: readonly InspectedModel[], work: () => Promise<T>): Promise<T>
  clear(): void
}

/** Five full Xceptions. One model is kept however large it is. */
const CACHE_BYTES = 512 * 1024 * 1024

export function createModelStore(store: string): ModelStore {
  // A Map keeps the order of insertion: the first is what was used longest ago.
  const held = new Map<string, InspectedModel>()
  const inUse: InspectedModel[] = []
  const loading = createSharedWork<Result<InspectedModel>>()

  function keep(model: InspectedModel): InspectedModel {
    held.set(model.key, model)
    let total = [...held.values()].reduce((sum, { bytes }) => sum + bytes, 0)
    for (const [key, oldest] of held) {
      // The two sides of a comparison are in use at the same time.
      if (total <= CACHE_BYTES || held.size <= 2) break
      if (inUse.includes(oldest)) continue
      held.delete(key)
      total -= oldest.bytes
      oldest.dispose()
    }
    return model
  }

  async function obtain(key: string, load: () => Promise<Result<InspectedModel>>): Promise<Result<InspectedModel>> {
    const known = held.get(key)
    if (known) {
      held.delete(key)
      held.set(key, known)
      return succeed(known)
    }
    return loading(key, async () => {
      const loaded = await load()
      return loaded.ok ? succeed(keep(loaded.value)) : loaded
    })
  }

  return {
    async open(place) {
      if (place.kind === 'file') {
        const stamp = await stampOf(place.path)
        if (!stamp.ok) return stamp
        return obtain(stamp.value, () => loadFile(place.path, stamp.value))
      }
      const run = await readRun(store, place.runId)
      if (!run.ok) return run
      const path = await weightsPath(run.value, place.checkpoint)
      if (!path.ok) return path
      const stamp = await stampOf(path.value)
      if (!stamp.ok) return stamp
      return obtain(stamp.value, () => loadRun(run.value, place.checkpoint, path.value, stamp.value))
    },
    holds: (model) => held.get(model.key) === model,
    async holding(models, work) {
      inUse.push(...models)
      try {
        return await work()
      } finally {
        for (const model of models) inUse.splice(inUse.indexOf(model), 1)
      }
    },
    clear() {
      for (const model of held.values()) model.dispose()
      held.clear()
    },
  }
}

async function stampOf(path: string): Promise<Result<string>> {
  try {
    const { mtimeMs, size } = await stat(path)
    return succeed(`${path}:${mtimeMs}:${size}`)
  } catch (error) {
    return fileFailure(error, path)
  }
}

/** The file of a run's weights: the last checkpoint where there is no best one yet. */
async function weightsPath({ folder, manifest }: Run, checkpoint: CheckpointChoice): Promise<Result<string>> {
  const { runId } = manifest
  if (typeof checkpoint === 'number') return findEpoch(folder, runId, checkpoint)
  for (const which of checkpoint === 'best' ? (['best', 'last'] as const) : (['last'] as const)) {
    const path = checkpointPath(folder, which)
    if (await stat(path).catch(() => null)) return succeed(path)
  }
  return fail('run-without-checkpoint', { runId })
}

async function loadRun(run: Run, checkpoint: CheckpointChoice, path: string, key: string) {
  const { labels, runId, number, graph } = run.manifest
  const weights = await readWeightsOf(path)
  if (!weights.ok) return weights
  const epoch = typeof checkpoint === 'number' ? succeed(checkpoint) : await epochOf(run, path)
  if (!epoch.ok) return epoch
  const file = { graph: upToFirstOutput(graph), labels, weights: weights.value }
  return inspectModel(file, { key, run: { runId, number, epoch: epoch.value } })
}

async function epochOf({ folder, manifest }: Run, path: string): Promise<Result<number>> {
  const which = path === checkpointPath(folder, 'best') ? 'best' : 'last'
  const cursor = await readCheckpointCursor(folder, manifest.runId, which)
  return cursor.ok ? succeed(currentEpoch(cursor.value)) : cursor
}

async function loadFile(path: string, key: string): Promise<Result<InspectedModel>> {
  const model = await readModel(path)
  if (!model.ok) return model
  const { initial } = model.value.report
  if (initial.length > 0) return fail('model-untrained', { path, weights: initial.length })
  return inspectModel(model.value, { key, run: null })
}
