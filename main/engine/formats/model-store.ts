import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { importedModelSchema, type ImportedModel, type ModelSummary } from '../../../shared/contract/import.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { errorCode, fileFailure } from '../runs/file-failure.ts'
import { modelFolder, modelsFolder } from '../runs/store-paths.ts'
import { importModel } from './import-model.ts'
import type { ReadModel } from './model-file.ts'
import { removedFolder } from './remove-model.ts'

/** What stands beside an imported model's weights: its summary, network and report. */
const IMPORTED_FILE = 'imported.json'

export interface ImportIntoStore {
  /** The model's id; from the file's name where it isn't given. One that is there already is replaced. */
  readonly modelId?: string
  /** Names of the classes, where the file does not say them. */
  readonly labels?: readonly string[]
}

/** Reads a model file and keeps it in the store. Fails as `importModel`. */
export async function importIntoStore(
  store: string,
  path: string,
  { modelId, labels }: ImportIntoStore = {},
): Promise<Result<ImportedModel>> {
  const id = modelId ?? (await freeId(store, basename(path)))
  const folder = modelFolder(store, id)
  if (!folder.ok) return folder
  if (modelId !== undefined) await rm(folder.value, { recursive: true, force: true })
  let imported: ImportedModel | undefined
  const read = await importModel(path, folder.value, {
    labels,
    companions: (model) => {
      imported = describe(model, id, basename(path))
      return { [IMPORTED_FILE]: imported }
    },
  })
  if (!read.ok) return read
  return imported ? succeed(importedModelSchema.parse(imported)) : readStoredModel(store, id)
}

function describe({ graph, labels, report }: ReadModel, modelId: string, name: string): ImportedModel {
  const summary: ModelSummary = {
    modelId,
    name,
    importedAt: new Date().toISOString(),
    format: report.format,
    inputSize: graph.inputShape[0] ?? 0,
    parameters: countCost(graph).totalParameters,
    labels: [...labels],
    untrained: report.initial.length,
  }
  return { summary, graph, report } as ImportedModel
}

/** An imported model without its weights. Fails with `model-unknown`, or `model-invalid` where its folder is damaged. */
export async function readStoredModel(store: string, modelId: string): Promise<Result<ImportedModel>> {
  const folder = modelFolder(store, modelId)
  if (!folder.ok) return folder
  const path = join(folder.value, IMPORTED_FILE)
  try {
    return succeed(importedModelSchema.parse(JSON.parse(await readFile(path, 'utf8'))))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return fail('model-unknown', { modelId })
    return fail('model-invalid', { path: modelId, detail: `${IMPORTED_FILE} is damaged` }, error)
  }
}

/** All imported models, the latest first; folders that are damaged are left out. */
export async function listStoredModels(store: string): Promise<Result<readonly ModelSummary[]>> {
  const folder = modelsFolder(store)
  try {
    const names = await readdir(folder)
    const read = await Promise.all(
      names.filter((name) => !name.startsWith('.')).map((name) => readStoredModel(store, name)),
    )
    const summaries = read.flatMap((each) => (each.ok ? [each.value.summary] : []))
    return succeed(summaries.sort((a, b) => b.importedAt.localeCompare(a.importedAt)))
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? succeed([]) : fileFailure(error, folder)
  }
}

/** `Flowers v2.keras` becomes `flowers-v2`, or `flowers-v2-2` where that is taken. */
async function freeId(store: string, name: string): Promise<string> {
  const plain = name.replace(/(\.weights)?\.\w+$/, '').toLowerCase()
  const stem =
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'model'
  const taken = new Set(await readdir(modelsFolder(store)).catch(() => []))
  // One that was removed may come back.
  const isTaken = (name: string) => taken.has(name) || taken.has(basename(removedFolder(store, name)))
  let id = stem
  for (let number = 2; isTaken(id); number++) id = `${stem}-${number}`
  return id
}
