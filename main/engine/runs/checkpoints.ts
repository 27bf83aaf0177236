import { constants } from 'node:fs'
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, succeed, type Failure, type Result } from '../../../shared/contract/result.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../shared/graph/weight-specs.ts'
import { readSafetensors, readSafetensorsMetadata, writeSafetensors, type SafeTensor } from '../formats/safetensors.ts'
import type { WeightMap } from '../model/weight-map.ts'
import { trainingCursorSchema, type TrainingCursor } from '../training/training-cursor.ts'
import { errorCode, fileFailure } from './file-failure.ts'
import { syncFolder, temporaryName } from './write-atomic.ts'

export type CheckpointName = 'last' | 'best'

/** A state of a run that it can go on from, or (`best`) that is exported. */
export interface Checkpoint {
  readonly weights: WeightMap
  /** The optimizer's state by the train step's own keys. */
  readonly slots: WeightMap
  readonly cursor: TrainingCursor
}

/** Slots stand beside the weights under this prefix; layer names hold no colon. */
export const OPTIMIZER_PREFIX = 'optimizer:'
const FORMAT = 'xception-workbench-checkpoint-1'

/** `<run>/checkpoints/last.safetensors` or `best.safetensors`. */
export function checkpointPath(folder: string, which: CheckpointName): string {
  return join(folder, 'checkpoints', `${which}.safetensors`)
}

/** Writes a checkpoint whole or not at all; the former one stays until then. */
export async function writeCheckpoint(
  folder: string,
  which: CheckpointName,
  graph: LayerGraph,
  { weights, slots, cursor }: Checkpoint,
): Promise<Result<void>> {
  const path = checkpointPath(folder, which)
  const tensors: SafeTensor[] = weightSpecs(graph).map(({ key, shape }) => {
    const values = weights.get(key)
    if (!values) throw new Error(`a checkpoint without the weight ${key}`)
    return { name: key, shape, values }
  })
  for (const [key, values] of slots) tensors.push({ name: OPTIMIZER_PREFIX + key, shape: [values.length], values })
  try {
    await mkdir(dirname(path), { recursive: true })
  } catch (error) {
    // Something that is no folder stands there: the write below says so.
    if (errorCode(error) !== 'EEXIST') return fileFailure(error, path)
  }
  return writeSafetensors(path, { tensors, metadata: { format: FORMAT, cursor: JSON.stringify(cursor) } })
}

/** Makes the last checkpoint the best one too, without writing it again where the disk knows hard links. */
export async function markBest(folder: string): Promise<Result<void>> {
  const last = checkpointPath(folder, 'last')
  const best = checkpointPath(folder, 'best')
  const temporary = temporaryName(best)
  try {
    await link(last, temporary).catch(() => copyFile(last, temporary, constants.COPYFILE_FICLONE))
    await rename(temporary, best)
    await syncFolder(dirname(best))
    return succeed(undefined)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    return fileFailure(error, best)
  }
}

/** Fails with `run-without-checkpoint`, or `run-invalid` naming what is damaged. */
export async function readCheckpoint(
  folder: string,
  runId: string,
  which: CheckpointName,
): Promise<Result<Checkpoint>> {
  const file = await readSafetensors(checkpointPath(folder, which))
  if (!file.ok) return asRunFailure(file, folder, runId, which)
  const cursor = parseCursor(file.value.metadata, folder, which)
  if (!cursor.ok) return cursor
  const weights = new Map<string, Float32Array>()
  const slots = new Map<string, Float32Array>()
  for (const { name, values } of file.value.tensors) {
    if (name.startsWith(OPTIMIZER_PREFIX)) slots.set(name.slice(OPTIMIZER_PREFIX.length), values)
    else weights.set(name, values)
  }
  return succeed({ weights, slots, cursor: cursor.value })
}

/** Where a checkpoint stands, without reading its weights. Fails as `readCheckpoint`. */
export async function readCheckpointCursor(
  folder: string,
  runId: string,
  which: CheckpointName,
): Promise<Result<TrainingCursor>> {
  const metadata = await readSafetensorsMetadata(checkpointPath(folder, which))
  return metadata.ok ? parseCursor(metadata.value, folder, which) : asRunFailure(metadata, folder, runId, which)
}

/** Whether the run can go on or be exported. */
export async function hasCheckpoint(folder: string): Promise<boolean> {
  return stat(checkpointPath(folder, 'last')).then(
    (entry) => entry.isFile(),
    () => false,
  )
}

function parseCursor(
  metadata: Readonly<Record<string, string>>,
  folder: string,
  which: CheckpointName,
): Result<TrainingCursor> {
  try {
    return succeed(trainingCursorSchema.parse(JSON.parse(metadata.cursor ?? '')))
  } catch (error) {
    return fail('run-invalid', { path: folder, detail: `the ${which} checkpoint does not say where it stands` }, error)
  }
}

function asRunFailure({ error }: Failure, folder: string, runId: string, which: CheckpointName): Failure {
  if (error.code === 'not-found') return fail('run-without-checkpoint', { runId })
  if (error.code !== 'model-invalid') return { ok: false, error }
  return fail('run-invalid', { path: folder, detail: `the ${which} checkpoint is damaged: ${error.data.detail}` })
}
