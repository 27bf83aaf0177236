import { randomBytes } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { fileFailure } from './file-failure.ts'

/** The whole contents, or a function that writes them into the open file piece by piece. */
export type Contents = string | Uint8Array | ((file: FileHandle) => Promise<void>)

/**
 * Writes a file so that after a crash at any point it is either the old one or the new one, whole: into a temporary
 * file of the same folder, fsync, rename, fsync of the folder. Fails as `fileFailure` says; the old file then stays.
 */
export async function writeAtomic(path: string, contents: Contents): Promise<Result<void>> {
  const temporary = temporaryName(path)
  try {
    const file = await open(temporary, 'wx')
    try {
      if (typeof contents === 'function') await contents(file)
      else await file.writeFile(contents)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
    return succeed(undefined)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    return fileFailure(error, path)
  }
}

/** A name beside `path` that no other writer uses. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`)
}

/** Makes a rename in this folder survive a power cut. Windows can't open folders and needs no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
