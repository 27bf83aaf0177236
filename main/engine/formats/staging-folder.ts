import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { errorCode } from '../runs/file-failure.ts'
import { syncFolder } from '../runs/write-atomic.ts'

/** A folder that is filled out of sight and then appears whole. */
export interface StagingFolder {
  readonly path: string
  /** Flushes all files and moves them to their place; `last` is the one whose presence says that all are there. */
  publish(last: string): Promise<Result<void>>
  /** Removes what was not published. */
  discard(): Promise<void>
}

/**
 * Prepares a folder that must be absent or empty (`destination-not-empty`). An absent one appears by one rename; one
 * that is there (it may be a mount point, which can't be renamed onto) is filled file by file. Throws what the file
 * system refuses.
 */
export async function stageFolder(destination: string): Promise<Result<StagingFolder>> {
  const target = resolve(destination)
  const entries = await entriesOf(target)
  if (entries === 'no folder' || (entries && entries.length > 0))
    return fail('destination-not-empty', { path: destination })
  const parent = entries ? target : dirname(target)
  await mkdir(parent, { recursive: true })
  const path = await mkdtemp(join(parent, `.${basename(target)}-`))
  return succeed({
    path,
    async publish(last) {
      await syncFiles(path)
      if (entries) await moveEntries(path, target, last)
      else if (!(await renameIfFree(path, target))) return fail('destination-not-empty', { path: destination })
      await syncFolder(parent)
      return succeed(undefined)
    },
    discard: () => rm(path, { recursive: true, force: true }),
  })
}

/** Null where nothing stands yet. */
async function entriesOf(path: string): Promise<readonly string[] | 'no folder' | null> {
  try {
    return await readdir(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    if (errorCode(error) === 'ENOTDIR') return 'no folder'
    throw error
  }
}

async function syncFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = await open(join(entry.parentPath, entry.name), 'r+')
    await file.sync().finally(() => file.close())
  }
}

async function moveEntries(from: string, to: string, last: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => name !== last)
  for (const name of [...names, last]) await rename(join(from, name), join(to, name))
  await rmdir(from)
}

async function renameIfFree(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false
    throw error
  }
}
