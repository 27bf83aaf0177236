import type { StartFrom } from '../../../shared/contract/import.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { withInputSize } from '../../../shared/graph/replace-head.ts'
import { readRun } from '../runs/run-store.ts'
import { modelFolder } from '../runs/store-paths.ts'
import type { ModelFile } from './model-file.ts'
import { readModel } from './read-model.ts'
import { readRunModel } from './read-run-model.ts'

/** A model to start from, and its network for images of the wanted size. */
export interface StartModel {
  /** Where it comes from, for people. */
  readonly source: string
  readonly model: ModelFile
  readonly network: LayerGraph
}

/**
 * Reads what a run of the store starts from: a run's best checkpoint or an imported model. Fails as they do, or with
 * `option-invalid` for an input size that its network can't take.
 */
export async function readStart(store: string, from: StartFrom): Promise<Result<StartModel>> {
  const found = from.kind === 'run' ? await fromRun(store, from.runId) : await fromModel(store, from.modelId)
  if (!found.ok) return found
  const { graph } = found.value.model
  const [own = 0] = graph.inputShape
  const { inputSize: size = own } = from
  const network = size === own ? graph : withInputSize(graph, size)
  if (!network)
    return fail('option-invalid', { option: 'inputSize', received: String(size), allowed: `such as ${own}` })
  return succeed({ ...found.value, network })
}

async function fromRun(store: string, runId: string): Promise<Result<Omit<StartModel, 'network'>>> {
  const run = await readRun(store, runId)
  if (!run.ok) return run
  const read = await readRunModel(run.value)
  return read.ok ? succeed({ source: runId, model: read.value.model }) : read
}

async function fromModel(store: string, modelId: string): Promise<Result<Omit<StartModel, 'network'>>> {
  const folder = modelFolder(store, modelId)
  if (!folder.ok) return folder
  const read = await readModel(folder.value)
  return read.ok ? succeed({ source: modelId, model: read.value }) : read
}
