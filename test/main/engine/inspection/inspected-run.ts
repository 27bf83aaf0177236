import { createEngineService } from '../../../../main/engine/processes/engine-handlers.ts'
import { createRun } from '../../../../main/engine/runs/run-store.ts'
import { writeCheckpoint } from '../../../../main/engine/runs/checkpoints.ts'
import { startCursor } from '../../../../main/engine/training/training-cursor.ts'
import type { Result } from '../../../../shared/contract/result.ts'
import { XCEPTION_PREPROCESSING } from '../../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { xceptionOptionsSchema, type XceptionOptions } from '../../../../shared/zoo/xception-options.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import { smallModel } from '../formats/models.ts'
import { newManifest } from '../runs/new-manifest.ts'
import { smallStore } from '../training/small-run.ts'

/** The value of a result that must be a good one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** A store with twenty images of two classes, and a run of a small Xception whose weights carry a signal. */
export async function inspectedRun(options: Partial<XceptionOptions> = {}, resize = XCEPTION_PREPROCESSING.resize) {
  const { store, dataset } = await smallStore()
  const { summary } = dataset
  const labels = summary.classes.map(({ label }) => label)
  const chosen = xceptionOptionsSchema.parse({ inputSize: 32, width: 0.25, middle: 1, classes: 2, ...options })
  const own = xception(chosen)
  const graph = { ...own, preprocessing: { ...own.preprocessing, resize } }
  const { weights } = smallModel({ inputSize: 32, width: 0.25, middle: 1, classes: 2, ...options })
  const manifest = { ...newManifest(), model: { name: 'xception' as const, options: chosen }, graph, labels }
  const run = valueOf(
    await createRun(store, {
      ...manifest,
      dataset: { ...manifest.dataset, datasetId: summary.datasetId, hash: summary.hash },
    }),
  )
  const known = new Map(weightSpecs(graph).map(({ key }) => [key, weights.get(key) as Float32Array]))
  const cursor = { ...startCursor(), epoch: 3, step: 6 }
  valueOf(await writeCheckpoint(run.folder, 'last', graph, { weights: known, slots: new Map(), cursor }))
  const { handlers } = createEngineService(
    store,
    () => undefined,
    () => undefined,
  )
  const model = { kind: 'run', runId: run.manifest.runId, checkpoint: 'last' } as const
  const image = { kind: 'dataset', datasetId: summary.datasetId, index: 0 } as const
  return { store, dataset, run, graph, weights: known, handlers, model, image }
}
