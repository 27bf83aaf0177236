import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { SplitConfig } from '../../../shared/contract/dataset.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { fileFailure } from '../runs/file-failure.ts'
import type { Dataset } from './dataset-entry.ts'
import { buildDataset } from './build-dataset.ts'
import { readSavedDataset, savedImages, saveDataset } from './dataset-store.ts'
import { createFolderTree } from './folder-tree.ts'
import { scanDataset } from './scan-dataset.ts'
import { createProgress, type ProgressCounter, type ScanProgress } from './scan-progress.ts'
import { openZipTree } from './zip-tree.ts'

/** What people know it by; the file is called otherwise. */
const SAMPLE_NAME = 'Fashion-MNIST'

export interface OpenOptions {
  /** A folder of class folders or a zip of one. */
  readonly path: string
  /** Given for the bundled sample: `path` is `samplePath()`. */
  readonly kind?: 'sample'
  readonly split: SplitConfig
  /** The store folder, where datasets are remembered. */
  readonly store: string
  readonly signal?: AbortSignal
  /** At once, at most ten times a second, and at last with the final counts. */
  readonly onProgress?: (progress: ScanProgress) => void
}

/** Scans, checks and splits; saves `<store>/datasets/<datasetId>.json`. Never writes into the folder that it opens; a zip is read in place. */
export async function openDataset(options: OpenOptions): Promise<Result<Dataset>> {
  const { signal, store, split } = options
  const path = resolve(options.path)
  try {
    signal?.throwIfAborted()
    const progress = createProgress(path, options.onProgress)
    const archive = await archiveKey(path, options.kind)
    if (!archive.ok) return archive
    const root = await realpath(path)
    const scan = await scanPath(root, archive.value !== null, options, progress)
    progress.flush()
    if (!scan.ok) return scan
    const kind = options.kind ?? (archive.value === null ? 'folder' : 'zip')
    const name = kind === 'sample' ? SAMPLE_NAME : basename(path)
    const dataset = buildDataset({ scan: scan.value, path, root, store, name, kind, split })
    const saved = await saveDataset(store, dataset, split, archive.value)
    return saved.ok ? succeed(dataset) : saved
  } catch (error) {
    if (signal?.aborted) return fail('cancelled', {})
    return fileFailure(error, path)
  }
}

/** A dataset that was opened before, by this process or another; `dataset-unknown` when it was not. */
export async function loadDataset(store: string, datasetId: string): Promise<Result<Dataset>> {
  const saved = await readSavedDataset(store, datasetId)
  if (!saved) return fail('dataset-unknown', { datasetId })
  const { summary, archive } = saved
  const sample = summary.kind === 'sample'
  // The sample comes with the program, which may have moved.
  const path = sample ? samplePath() : saved.path
  try {
    const key = await archiveKey(path, sample ? 'sample' : undefined)
    if (!key.ok || key.value !== archive) return fail('dataset-unknown', { datasetId })
    return succeed({ summary, path, root: await realpath(path), store, images: savedImages(saved) })
  } catch (error) {
    return fileFailure(error, path)
  }
}

async function scanPath(root: string, zipped: boolean, options: OpenOptions, progress: ProgressCounter) {
  const { signal, split } = options
  const tree = zipped ? await openZipTree(root, signal) : succeed(createFolderTree(root))
  if (!tree.ok) return tree
  try {
    const trusted = options.kind === 'sample'
    return await scanDataset({ path: resolve(options.path), tree: tree.value, split, trusted, signal, progress })
  } finally {
    await tree.value.close()
  }
}

/** The zip of the bundled sample. */
export function samplePath(): string {
  return join(import.meta.dirname, '..', '..', '..', 'samples', 'fashion-mnist.zip')
}

/** What tells a zip from another one, null for a folder. The sample goes by its content: updates set its time anew. */
async function archiveKey(path: string, kind: 'sample' | undefined): Promise<Result<string | null>> {
  const stats = await stat(path)
  if (stats.isDirectory()) return succeed(null)
  const hash = createHash('sha256')
  if (kind === 'sample') await pipeline(createReadStream(path), hash)
  else if (!(await isZip(path))) return fail('not-a-dataset', { path })
  else hash.update(JSON.stringify([path, stats.size, stats.mtimeMs]))
  return succeed(hash.digest('hex').slice(0, 24))
}

/** A local entry's mark, or that of an archive without entries. */
async function isZip(path: string): Promise<boolean> {
  if (path.toLowerCase().endsWith('.zip')) return true
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return ['504b0304', '504b0506'].includes(buffer.toString('hex'))
  } finally {
    await file.close()
  }
}
