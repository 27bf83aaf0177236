import { succeed, type Result } from '../../../shared/contract/result.ts'
import { upToFirstOutput } from '../../../shared/graph/first-output.ts'
import { readCheckpoint } from '../runs/checkpoints.ts'
import type { Run } from '../runs/run-store.ts'
import type { ModelFile } from './model-file.ts'

export interface RunModel {
  readonly model: ModelFile
  /** Which checkpoint it is: the last one where there is no best one yet. */
  readonly checkpoint: 'best' | 'last'
}

/**
 * The model of a run as a checkpoint holds it, without auxiliary heads. Fails with `run-without-checkpoint` or
 * `run-invalid`.
 */
export async function readRunModel(run: Run, wanted: 'best' | 'last' = 'best'): Promise<Result<RunModel>> {
  const { labels, runId } = run.manifest
  const graph = upToFirstOutput(run.manifest.graph)
  const found = await readCheckpoint(run.folder, runId, wanted)
  if (found.ok) return succeed({ model: { graph, labels, weights: found.value.weights }, checkpoint: wanted })
  if (wanted === 'best' && found.error.code === 'run-without-checkpoint') return readRunModel(run, 'last')
  return found
}
