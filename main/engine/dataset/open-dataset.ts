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
import { readSavedDataset, saveDataset } from './dataset-store.ts'
import { scanDataset } from './scan-dataset.ts'
import { createProgress, type ScanProgress } from './scan-progress.ts'
import { unpackZip } from './unpack-zip.ts'

export interface OpenOptions {
  /** A folder of class folders or a zip of one. */
  readonly path: string
  /** Given for the bundled sample: `path` is `samplePath()`. */
  readonly kind?: 'sample'
  readonly split: SplitConfig
  /** The store folder: zips are unpacked and datasets are remembered there. */
  readonly store: string
  readonly signal?: AbortSignal
  /** At once, at most ten times a second, and at last with the final counts. */
  readonly onProgress?: (progress: ScanProgress) => void
}

/** Scans, checks and splits; saves `<store>/datasets/<datasetId>.json`. Never writes into the folder that it opens. */
export async function openDataset(options: OpenOptions): Promise<Result<Dataset>> {
  const { signal, store, split } = options
  const path = resolve(options.path)
  try {
    signal?.throwIfAborted()
    const progress = createProgress(path, options.onProgress)
    const unpacked = await unpackedKey(path, options.kind)
    if (!unpacked.ok) return unpacked
    const key = unpacked.value
    const root =
      key === null
        ? succeed(await realpath(path))
        : await unpackZip({ path, store, key, signal, onFile: progress.unpacked })
    if (!root.ok) return root
    const trusted = options.kind === 'sample'
    const scan = await scanDataset({ path, root: root.value, split, trusted, signal, progress })
    progress.flush()
    if (!scan.ok) return scan
    const kind = options.kind ?? (key === null ? 'folder' : 'zip')
    const dataset = buildDataset({ scan: scan.value, path, root: root.value, name: basename(path), kind, split })
    const saved = await saveDataset(store, dataset, split, key)
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
  const { summary, path, unpacked } = saved
  const images = saved.images.map(([file, classIndex, split, width, height, bytes], index) => {
    return { index, file, classIndex, split, width, height, bytes }
  })
  try {
    if (unpacked === null) return succeed({ summary, path, root: await realpath(path), images })
    // The unpacked files may have been cleared away: they are made again, from the same archive only.
    const key = await unpackedKey(path, summary.kind === 'sample' ? 'sample' : undefined)
    const present = await stat(join(store, 'unpacked', unpacked)).catch(() => null)
    if (!present && (!key.ok || key.value !== unpacked)) return fail('dataset-unknown', { datasetId })
    const root = await unpackZip({ path, store, key: unpacked })
    return root.ok ? succeed({ summary, path, root: root.value, images }) : root
  } catch (error) {
    return fileFailure(error, path)
  }
}

/** The zip of the bundled sample. */
export function samplePath(): string {
  return join(import.meta.dirname, '..', '..', '..', 'samples', 'fashion-mnist.zip')
}

/** The name for what an archive unpacks to, null for a folder. The sample goes by its content, so that it may move. */
async function unpackedKey(path: string, kind: 'sample' | undefined): Promise<Result<string | null>> {
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
