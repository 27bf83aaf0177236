import { readFileSync, statSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { errorCode, fileFailure } from './file-failure.ts'
import { temporaryName } from './write-atomic.ts'

const ownerSchema = z.object({
  pid: z.int(),
  /** When the owner wrote it, Unix milliseconds. */
  atMs: z.number(),
  /** The kernel's start time of the owner's process where it tells one: a pid alone may be another process by now. */
  started: z.string().nullable(),
})
type Owner = z.infer<typeof ownerSchema>

export interface RunLock {
  release(): Promise<void>
}

/** Locks that this process holds: after a restart a process may have the pid of its dead predecessor. */
const held = new Set<string>()

const WRITING_MS = 2000

/**
 * Takes the lock of a run's folder; window and terminal share a store. The lock of a dead process is taken over. Fails
 * with `run-locked` when a living one holds it, or as the file system says.
 */
export async function lockRun(folder: string, runId: string): Promise<Result<RunLock>> {
  const path = lockPath(folder)
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(JSON.stringify(ownOwner())).finally(() => file.close())
      held.add(path)
      return succeed({ release: () => release(path) })
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') return fileFailure(error, folder)
    }
    const text = await readOr(path, '')
    if (isAlive(path, text)) return fail('run-locked', { runId })
    await removeStale(path, text)
  }
  return fail('run-locked', { runId })
}

/** Whether a living process holds the lock of this run. */
export async function isLocked(folder: string): Promise<boolean> {
  const path = lockPath(folder)
  const text = await readOr(path, null)
  return text !== null && isAlive(path, text)
}

const lockPath = (folder: string) => join(folder, 'lock')

async function release(path: string): Promise<void> {
  if (held.delete(path)) await rm(path, { force: true })
}

/** By a rename, so that of two processes that found the same stale lock only one removes it. */
async function removeStale(path: string, seen: string): Promise<void> {
  const aside = temporaryName(path)
  try {
    await rename(path, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  // Another process took the stale lock over in between: what we moved is its live one, and goes back.
  if ((await readOr(aside, '')) === seen) await rm(aside, { force: true })
  else await rename(aside, path)
}

function isAlive(path: string, text: string): boolean {
  const owner = parseOwner(text)
  // Without contents it was cut short by a crash, unless it is being written this very moment.
  if (!owner) return ageMs(path) < WRITING_MS
  if (owner.pid === process.pid) return held.has(path)
  const started = startTime(owner.pid)
  if (started !== null && owner.started !== null) return started === owner.started
  // Written before the machine's last start.
  if (owner.atMs < Date.now() - uptime() * 1000) return false
  return exists(owner.pid)
}

function ageMs(path: string): number {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
}

function parseOwner(text: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function ownOwner(): Owner {
  return { pid: process.pid, atMs: Date.now(), started: startTime(process.pid) }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** Field 22 of `/proc/<pid>/stat`; its second field is a name in parentheses that may hold spaces. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

async function readOr<T>(path: string, otherwise: T): Promise<string | T> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return otherwise
  }
}
