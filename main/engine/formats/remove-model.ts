import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, type Result } from '../../../shared/contract/result.ts'
import { errorCode } from '../runs/file-failure.ts'
import { modelFolder, modelsFolder } from '../runs/store-paths.ts'
import { fileResult } from './file-result.ts'

/** Before the name of a model that is on its way out; no model's own name begins with a dot. */
const REMOVED = '.removed-'

/** Where a removed model waits until nobody can want it back. */
export const removedFolder = (store: string, modelId: string): string =>
  join(modelsFolder(store), `${REMOVED}${modelId}`)

/** Takes an imported model and its exports out of sight; `restoreModel` brings them back. Fails with `model-unknown`. */
export async function removeModel(store: string, modelId: string): Promise<Result<void>> {
  return move(store, modelId, async (folder, removed) => {
    await rm(removed, { recursive: true, force: true })
    await rename(folder, removed)
  })
}

/** Brings back a model that was removed. Fails with `model-unknown` where it is gone for good. */
export async function restoreModel(store: string, modelId: string): Promise<Result<void>> {
  return move(store, modelId, (folder, removed) => rename(removed, folder))
}

async function move(
  store: string,
  modelId: string,
  work: (folder: string, removed: string) => Promise<void>,
): Promise<Result<void>> {
  const folder = modelFolder(store, modelId)
  if (!folder.ok) return folder
  const moved = await fileResult(folder.value, () => work(folder.value, removedFolder(store, modelId)))
  return !moved.ok && moved.error.code === 'not-found' ? fail('model-unknown', { modelId }) : moved
}

/** Frees what removed models take. For when nobody can want them back: the window that removed them is closed. */
export async function deleteRemovedModels(store: string): Promise<Result<void>> {
  const folder = modelsFolder(store)
  return fileResult(folder, async () => {
    const names = await readdir(folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return []
      throw error
    })
    for (const name of names.filter((each) => each.startsWith(REMOVED))) {
      await rm(join(folder, name), { recursive: true, force: true })
    }
  })
}
