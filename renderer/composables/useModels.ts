import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { ImportedModel, ModelSummary } from '../../shared/contract/import.ts'
import type { Result } from '../../shared/contract/result.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

export interface Fetching {
  readonly name: string
  readonly done: number
  readonly total: number | null
}

export interface ModelsState {
  /** Imported models, the latest first. */
  readonly models: ShallowRef<readonly ModelSummary[]>
  /** The model that was imported last, with its report, until it is dismissed. */
  readonly imported: ShallowRef<ImportedModel | null>
  /** Name of the file that is being read. */
  readonly importing: ShallowRef<string | null>
  /** Published weights on their way. */
  readonly fetching: ShallowRef<Fetching | null>
  /** The model that was removed last, until that is dismissed: it can be brought back. */
  readonly removed: ShallowRef<ModelSummary | null>
  readonly error: ShallowRef<AppError | null>
  refresh(): Promise<void>
  importDropped(file: File): Promise<void>
  /** Imports a file that the window knows already. */
  importSource(source: { readonly sourceId: string; readonly name: string }): Promise<void>
  /** Asks for a file by the system's dialog. */
  choose(): Promise<void>
  /** Fetches published weights; `byFile` asks for a copy of their file instead. */
  fetchPretrained(name: string, byFile?: boolean): Promise<ImportedModel | null>
  cancelFetch(): Promise<void>
  read(modelId: string): Promise<ImportedModel | null>
  /** Takes a model away, with its exports. Returns whether that was done. */
  remove(modelId: string): Promise<boolean>
  /** Brings back the model that was removed last. */
  restore(): Promise<void>
  dismiss(): void
}

/** Files that hold models, by their names: what they are in truth is told by their content. */
export const looksLikeModel = (name: string): boolean =>
  /\.(keras|h5|hdf5|safetensors|onnx|pb|pt|pth|ckpt)$|^model\.json$/i.test(name)

/** Models of other programs and published weights in the store. */
export function createModels(client: Client): ModelsState {
  const models = shallowRef<readonly ModelSummary[]>([])
  const imported = shallowRef<ImportedModel | null>(null)
  const importing = shallowRef<string | null>(null)
  const fetching = shallowRef<Fetching | null>(null)
  const removed = shallowRef<ModelSummary | null>(null)
  const error = shallowRef<AppError | null>(null)

  client.on('pretrained:progress', (progress) => {
    if (fetching.value?.name === progress.name) fetching.value = progress
  })

  /** Nothing is told any more of what was done last. */
  function clear(): void {
    imported.value = error.value = removed.value = null
  }

  async function refresh(): Promise<void> {
    const result = await client.request('models:list', {})
    if (result.ok) models.value = result.value.models
  }

  async function settle(result: Result<ImportedModel>): Promise<ImportedModel | null> {
    if (result.ok) {
      imported.value = result.value
      await refresh()
      return result.value
    }
    if (result.error.code !== 'cancelled') error.value = result.error
    return null
  }

  async function importSource({ sourceId, name }: { sourceId: string; name: string }): Promise<void> {
    clear()
    importing.value = name
    const result = await client.request('models:import', { sourceId })
    importing.value = null
    await settle(result)
  }

  async function chosenFile(): Promise<{ sourceId: string; name: string } | null> {
    const chosen = await client.request('source:choose', { kind: 'model' })
    if (!chosen.ok) error.value = chosen.error
    return chosen.ok ? chosen.value : null
  }

  return {
    models,
    imported,
    importing,
    fetching,
    removed,
    error,
    refresh,
    importSource,
    async importDropped(file) {
      const dropped = await client.registerDrop(file)
      if (dropped.ok) await importSource(dropped.value)
      else error.value = dropped.error
    },
    async choose() {
      const chosen = await chosenFile()
      if (chosen) await importSource(chosen)
    },
    async fetchPretrained(name, byFile = false) {
      const chosen = byFile ? await chosenFile() : null
      if (byFile && !chosen) return null
      clear()
      fetching.value = { name, done: 0, total: null }
      const source = chosen ? { sourceId: chosen.sourceId } : {}
      const result = await client.request('pretrained:get', { name, ...source })
      fetching.value = null
      return settle(result)
    },
    async cancelFetch() {
      await client.request('pretrained:cancel', {})
    },
    async read(modelId) {
      const result = await client.request('models:read', { modelId })
      if (!result.ok) error.value = result.error
      return result.ok ? result.value : null
    },
    async remove(modelId) {
      const model = models.value.find((each) => each.modelId === modelId)
      const result = await client.request('models:remove', { modelId })
      clear()
      if (result.ok) removed.value = model ?? null
      else error.value = result.error
      await refresh()
      return result.ok
    },
    async restore() {
      if (!removed.value) return
      const result = await client.request('models:restore', { modelId: removed.value.modelId })
      clear()
      if (!result.ok) error.value = result.error
      await refresh()
    },
    dismiss: clear,
  }
}

export const { provide: provideModels, use: useModels } = injected<ModelsState>('models')
