import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ImportedModel } from '../../../shared/contract/import.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { importIntoStore } from '../formats/model-store.ts'
import { fileFailure } from '../runs/file-failure.ts'
import type { Pretrained } from '../../../shared/zoo/pretrained.ts'
import { downloadFile, md5Of, type DownloadOptions } from './download-file.ts'

export interface GetPretrained extends Pick<DownloadOptions, 'signal' | 'onProgress'> {
  readonly store: string
  /** Folder of downloads, where the files stay. */
  readonly folder: string
  /** A copy of the weights' file, instead of a download; its hash is checked all the same. */
  readonly from?: string | undefined
}

/**
 * Fetches published weights, or takes a local copy, and keeps them in the store as a model to start from. Class names
 * come from a file of their own; where that can't be had, classes are numbered, which the report says. Fails with
 * `pretrained-unavailable`, `pretrained-mismatch`, `cancelled`, or as reading the file does.
 */
export async function getPretrained(entry: Pretrained, options: GetPretrained): Promise<Result<ImportedModel>> {
  try {
    return await getAndImport(entry, options)
  } catch (error) {
    if (options.signal?.aborted) return fail('cancelled', {})
    throw error
  }
}

async function getAndImport(entry: Pretrained, options: GetPretrained): Promise<Result<ImportedModel>> {
  const { store, folder, from } = options
  const { name, weights, classes, modelId } = entry
  const path = join(folder, weights.file)
  const had =
    from === undefined ? await downloadFile(weights, path, { ...options, name }) : await adopt(entry, from, path)
  if (!had.ok) return had
  const labels = await classNames(entry, join(folder, classes.file), options)
  return importIntoStore(store, path, { modelId, ...(labels ? { labels } : {}) })
}

async function adopt({ weights }: Pretrained, from: string, path: string): Promise<Result<void>> {
  const received = await md5Of(from)
  if (received === null) return fail('not-found', { path: from })
  if (received !== weights.md5) return fail('pretrained-mismatch', { path: from, expected: weights.md5, received })
  if ((await md5Of(path)) === weights.md5) return succeed(undefined)
  try {
    await mkdir(join(path, '..'), { recursive: true })
    await copyFile(from, path)
    return succeed(undefined)
  } catch (error) {
    return fileFailure(error, path)
  }
}

const classIndexSchema = z.record(z.string(), z.tuple([z.string(), z.string()]))

/** `{"0": ["n01440764", "tench"], …}`; null where it is neither here nor to be had. */
async function classNames(
  { name, classes }: Pretrained,
  path: string,
  { signal }: GetPretrained,
): Promise<readonly string[] | null> {
  const had = await downloadFile(classes, path, { name, signal })
  if (!had.ok) return null
  const index = classIndexSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  const names = Object.entries(index).sort(([a], [b]) => Number(a) - Number(b))
  // Two classes of ImageNet have one name ("crane", "maillot"): the second says which synset it is.
  const seen = new Set<string>()
  return names.map(([, [synset, label]]) => {
    const unique = seen.has(label) ? `${label} (${synset})` : label
    seen.add(label)
    return unique
  })
}
