import { join } from 'node:path'
import type { ModelRef } from '../../../shared/contract/inspection/refs.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { Shape } from '../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../shared/graph/weight-specs.ts'
import { findEpoch } from '../runs/checkpoint-history.ts'
import { checkpointPath } from '../runs/checkpoints.ts'
import { readRun } from '../runs/run-store.ts'
import { modelFolder } from '../runs/store-paths.ts'
import { fileResult } from './file-result.ts'
import { FORMATS } from './formats.ts'
import { readModel } from './read-model.ts'
import { openSafetensors } from './safetensors.ts'

/** One weight of a layer with its values. */
export interface LayerWeight {
  /** Keras' name: `depthwise_kernel`. */
  readonly weight: string
  readonly shape: Shape
  readonly values: Float32Array
}

/**
 * The weights of one layer: of a run at any checkpoint that was kept and of an imported model, where of the file only its
 * header and they are read; or of a model file, `paths` by source. `layer-unknown` where there are none of that name,
 * `run-without-checkpoint` where there is no checkpoint yet.
 */
export async function readLayerWeights(
  store: string,
  model: ModelRef,
  layer: string,
  paths: Readonly<Record<string, string>>,
): Promise<Result<readonly LayerWeight[]>> {
  const read = model.kind === 'file' ? await fromFile(paths[model.sourceId], model.sourceId, layer) : await stored()
  if (!read.ok || read.value.length > 0) return read
  return fail('layer-unknown', { layer, model: nameOf(model) })

  async function stored(): Promise<Result<readonly LayerWeight[]>> {
    const path = await storedPath(store, model)
    if (!path.ok) return path
    const found = await fromSafetensors(path.value, layer)
    if (found.ok || found.error.code !== 'not-found') return found
    return model.kind === 'run'
      ? fail('run-without-checkpoint', { runId: model.runId })
      : fail('model-unknown', { modelId: nameOf(model) })
  }
}

function nameOf(model: ModelRef): string {
  if (model.kind === 'run') return model.runId
  return model.kind === 'imported' ? model.modelId : model.sourceId
}

async function storedPath(store: string, model: ModelRef): Promise<Result<string>> {
  if (model.kind === 'imported') {
    const folder = modelFolder(store, model.modelId)
    return folder.ok ? succeed(join(folder.value, FORMATS.safetensors.file)) : folder
  }
  if (model.kind !== 'run') throw new Error('a file is not in the store')
  const run = await readRun(store, model.runId)
  if (!run.ok) return run
  const { folder } = run.value
  if (typeof model.checkpoint === 'number') return findEpoch(folder, model.runId, model.checkpoint)
  return succeed(checkpointPath(folder, model.checkpoint))
}

function fromSafetensors(path: string, layer: string): Promise<Result<readonly LayerWeight[]>> {
  return fileResult(path, () =>
    openSafetensors(path, ({ tensors }) =>
      Promise.all(
        tensors
          .filter(({ name }) => name.startsWith(`${layer}/`))
          .map(async ({ name, shape, read }) => {
            return { weight: name.slice(layer.length + 1), shape, values: await read() }
          }),
      ),
    ),
  )
}

async function fromFile(
  path: string | undefined,
  sourceId: string,
  layer: string,
): Promise<Result<readonly LayerWeight[]>> {
  if (path === undefined) return fail('source-unknown', { sourceId })
  const model = await readModel(path)
  if (!model.ok) return model
  const { graph, weights } = model.value
  const own = weightSpecs(graph).filter((spec) => spec.layer === layer)
  return succeed(
    own.map(({ key, weight, shape }) => ({ weight, shape, values: weights.get(key) ?? new Float32Array() })),
  )
}
