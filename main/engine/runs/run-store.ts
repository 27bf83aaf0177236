import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { runManifestSchema, type RunManifest } from '../../../shared/contract/run.ts'
import { errorCode, fileFailure } from './file-failure.ts'
import { runFolder, runsFolder } from './store-paths.ts'
import { syncFolder, writeAtomic } from './write-atomic.ts'

/** A run on disk: `run.json`, `events.jsonl`, `checkpoints/`, `exports/`, and `lock` while a process works on it. */
export interface Run {
  readonly folder: string
  readonly manifest: RunManifest
}

/** What the store adds to a new manifest. */
export type NewManifest = Omit<RunManifest, 'formatVersion' | 'runId' | 'number' | 'createdAt'>

/**
 * Makes the folder of a new run with its manifest in it, whole or not at all, and gives it the next number of the
 * store. `out`: a folder of the user's choice instead of `<store>/runs/<runId>`; it must be empty or not there yet
 * (`destination-not-empty`).
 */
export async function createRun(store: string, content: NewManifest, out?: string): Promise<Result<Run>> {
  const parent = out === undefined ? runsFolder(store) : dirname(resolve(out))
  const building = join(parent, `.new-run-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(building, { recursive: true })
    for (let number = await nextNumber(store); ; number++) {
      const runId = out === undefined ? `run-${number}` : basename(resolve(out))
      const createdAt = new Date().toISOString()
      const manifest: RunManifest = { formatVersion: 1, runId, number, createdAt, ...content }
      const written = await writeAtomic(join(building, 'run.json'), textOf(manifest))
      if (!written.ok) return written
      const folder = out === undefined ? join(parent, runId) : resolve(out)
      // Another process may have taken the number or the folder in between: a rename onto a full folder fails.
      if (await renameOnto(building, folder)) {
        await syncFolder(parent)
        return succeed({ folder, manifest })
      }
      if (out !== undefined) return fail('destination-not-empty', { path: out })
    }
  } catch (error) {
    return fileFailure(error, out ?? parent)
  } finally {
    await rm(building, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Writes changed fields of a run's manifest, whole or not at all. */
export async function amendManifest({ folder, manifest }: Run, changes: Partial<RunManifest>): Promise<Result<Run>> {
  const amended: RunManifest = { ...manifest, ...changes }
  const written = await writeAtomic(join(folder, 'run.json'), textOf(amended))
  return written.ok ? succeed({ folder, manifest: amended }) : written
}

const textOf = (manifest: RunManifest) => `${JSON.stringify(manifest, null, 2)}\n`

/** Opens a run's folder wherever it lies. Fails with `not-found`, or `run-invalid` naming what is damaged. */
export async function openRun(folder: string): Promise<Result<Run>> {
  let text: string
  try {
    text = await readFile(join(folder, 'run.json'), 'utf8')
  } catch (error) {
    return fileFailure(error, folder)
  }
  try {
    return succeed({ folder: resolve(folder), manifest: runManifestSchema.parse(JSON.parse(text)) })
  } catch (error) {
    return fail('run-invalid', { path: folder, detail: 'run.json is damaged' }, error)
  }
}

/** A run of the store by its id. Fails with `run-unknown` or `run-invalid`. */
export async function readRun(store: string, runId: string): Promise<Result<Run>> {
  const folder = runFolder(store, runId)
  if (!folder.ok) return folder
  const run = await openRun(folder.value)
  return !run.ok && run.error.code === 'not-found' ? fail('run-unknown', { runId }) : run
}

/** The names of all run folders of a store, damaged ones too; empty for a store that isn't there yet. */
export async function listRunIds(store: string): Promise<Result<string[]>> {
  const folder = runsFolder(store)
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return succeed(
      entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name),
    )
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? succeed([]) : fileFailure(error, folder)
  }
}

async function nextNumber(store: string): Promise<number> {
  const ids = await listRunIds(store)
  const numbers = ids.ok ? ids.value.map((id) => Number(/^run-(\d+)$/.exec(id)?.[1] ?? 0)) : []
  return Math.max(0, ...numbers) + 1
}

/** False when a folder with something in it, or a file, stands there already. */
async function renameOnto(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    // Windows refuses to rename onto any folder, with EPERM.
    const code = errorCode(error)
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false
    if (code === 'EPERM' && (await isEmptyFolder(to))) {
      await rm(to, { recursive: true })
      await rename(from, to)
      return true
    }
    throw error
  }
}

async function isEmptyFolder(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (entries) => entries.length === 0,
    () => false,
  )
}
