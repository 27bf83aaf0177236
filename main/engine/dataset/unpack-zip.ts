import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { fail, succeed, type Failure, type Result } from '../../../shared/contract/result.ts'
import { fileFailure } from '../runs/file-failure.ts'
import { forEachLimited } from './for-each-limited.ts'
import { readZipPlan, ZIP_LIMITS, type ZipLimits, type ZipPlan } from './read-zip-plan.ts'

export interface UnpackOptions {
  readonly path: string
  /** Images are unpacked into `<store>/unpacked/<key>`. */
  readonly store: string
  readonly key: string
  readonly signal?: AbortSignal
  readonly limits?: ZipLimits
  /** After each file. */
  readonly onFile?: () => void
}

const WRITERS = 8
/** Smaller files go through memory: a stream for each costs more than the file. */
const STREAM_FROM_BYTES = 1024 * 1024
const SPARE_BYTES = 256 * 1024 * 1024
const PARTIAL = '.partial-'
const STALE_MS = 24 * 3600 * 1000

/**
 * Unpacks the images of an archive and gives their folder; at once where that was done before. Half an archive never
 * stands there: files go to a folder beside it, which takes the name at the end. Rejects with the abort.
 */
export async function unpackZip(options: UnpackOptions): Promise<Result<string>> {
  const { path, store, key, signal } = options
  const parent = join(store, 'unpacked')
  const target = join(parent, key)
  if (await exists(target)) return succeed(target)
  let zip: ZipFile
  try {
    zip = await openPromise(path, { autoClose: false, decodeStrings: false })
  } catch (error) {
    return zipFailure(path, path, error)
  }
  const partial = join(parent, `${PARTIAL}${key}-${randomUUID()}`)
  try {
    const plan = await readZipPlan(zip, path, options.limits ?? ZIP_LIMITS, signal)
    if (!plan.ok) return plan
    await mkdir(partial, { recursive: true })
    await removeStale(parent)
    const { bavail, bsize } = await statfs(parent)
    if (bavail * bsize < plan.value.bytes + SPARE_BYTES) return fail('disk-full', { path: parent })
    await writeFiles(zip, plan.value, partial, options)
    await takeName(partial, target)
    return succeed(target)
  } catch (error) {
    signal?.throwIfAborted()
    return zipFailure(path, parent, error)
  } finally {
    zip.close()
    // What can't be cleared now is cleared as stale later; the outcome stays what it was.
    await rm(partial, { recursive: true, force: true }).catch(() => undefined)
  }
}

async function writeFiles(zip: ZipFile, { files, folders }: ZipPlan, root: string, options: UnpackOptions) {
  const made = new Set(['.', ''])
  const folderNames = new Set([...folders, ...[...files.keys()].map(dirname)])
  for (const name of folderNames) {
    if (made.has(name)) continue
    await mkdir(join(root, name), { recursive: true })
    made.add(name)
  }
  const write = async ([name, entry]: [string, Entry]) => {
    const stream = await zip.openReadStreamPromise(entry)
    if (entry.uncompressedSize >= STREAM_FROM_BYTES)
      await pipeline(stream, createWriteStream(join(root, name), { flags: 'wx' }), { signal: options.signal })
    else await writeSmall(join(root, name), await buffer(stream))
    options.onFile?.()
  }
  await forEachLimited(files, WRITERS, write, options.signal)
}

async function writeSmall(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
  } finally {
    await file.close()
  }
}

/** Another process may have unpacked the same archive meanwhile: then its folder stays. */
async function takeName(partial: string, target: string): Promise<void> {
  try {
    await rename(partial, target)
  } catch (error) {
    if (!(await exists(target))) throw error
  }
}

/** What killed processes left. Younger ones may be at work. */
async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PARTIAL)) continue
    const modified = await stat(join(parent, name)).catch(() => null)
    if (modified && Date.now() - modified.mtimeMs > STALE_MS)
      await rm(join(parent, name), { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** File system errors keep their meaning; all else that reading an archive throws means that it is damaged. */
function zipFailure(zipPath: string, place: string, error: unknown): Failure {
  try {
    return fileFailure(error, place)
  } catch {
    return fail('archive-invalid', { path: zipPath }, error)
  }
}
