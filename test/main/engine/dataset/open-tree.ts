import { openDataset, type OpenOptions } from '../../../../main/engine/dataset/dataset.ts'
import { temporaryFolder, writeTree } from './image-files.ts'

/** Opens with the usual split and a store of its own. */
export async function openPath(path: string, more: Partial<OpenOptions> = {}) {
  const split = { validation: 0.2, test: 0, seed: 1 }
  return openDataset({ path, split, store: await temporaryFolder(), ...more })
}

/** Writes the files into a folder and opens it. */
export async function openTree(files: Record<string, Buffer | string>, more: Partial<OpenOptions> = {}) {
  const folder = await temporaryFolder()
  await writeTree(folder, files)
  return { folder, result: await openPath(folder, more) }
}

/** As `openTree`, for what has to succeed. */
export async function opened(files: Record<string, Buffer | string>, more: Partial<OpenOptions> = {}) {
  const { folder, result } = await openTree(files, more)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return { folder, dataset: result.value, summary: result.value.summary }
}
