import { readFileSync, statSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { errorCode, fileFailure } from './file-failure.ts'

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
/** A take-over lasts milliseconds; a guard older than this was left by a crash. */
const TAKEOVER_MS = 5000

/**
 * Takes the lock of a run's folder; window and terminal share a store. The lock of a dead process is taken over. Fails
 * with `run-locked` when a living one holds it, or as the file system says.
 */
export async function lockRun(folder: string, runId: string): Promise<Result<RunLock>> {
  const path = lockPath(folder)
  const lock = { release: () => release(path) }
  const busy = fail('run-locked', { runId })
  try {
    if (await create(path)) return succeed(lock)
    if (await isHeld(path)) return busy
    return (await takeOver(path)) ? succeed(lock) : busy
  } catch (error) {
    return fileFailure(error, folder)
  }
}

/** Whether a living process holds the lock of this run. */
export function isLocked(folder: string): Promise<boolean> {
  return isHeld(lockPath(folder))
}

async function isHeld(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => null)
  return text !== null && isAlive(path, text)
}

const lockPath = (folder: string) => join(folder, 'lock')

async function release(path: string): Promise<void> {
  if (held.delete(path)) await rm(path, { force: true })
}

/** False when there is a lock already. */
async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(JSON.stringify(ownOwner())).finally(() => file.close())
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
  held.add(path)
  return true
}

/** Only one process at a time may remove a stale lock, or it could remove the one that another has just put there. */
async function takeOver(path: string): Promise<boolean> {
  const guard = `${path}.takeover`
  if (isOlder(guard, TAKEOVER_MS)) await rm(guard, { force: true })
  try {
    await (await open(guard, 'wx')).close()
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
  try {
    if (await isHeld(path)) return false
    await rm(path, { force: true })
    return await create(path)
  } finally {
    await rm(guard, { force: true })
  }
}

function isAlive(path: string, text: string): boolean {
  const owner = parseOwner(text)
  // Without contents it was cut short by a crash, unless it is being written this very moment.
  if (!owner) return !isOlder(path, WRITING_MS)
  if (owner.pid === process.pid) return held.has(path)
  const started = startTime(owner.pid)
  if (started !== null && owner.started !== null) return started === owner.started
  // Written before the machine's last start.
  if (owner.atMs < Date.now() - uptime() * 1000) return false
  return exists(owner.pid)
}

function isOlder(path: string, ageMs: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats !== undefined && Date.now() - stats.mtimeMs > ageMs
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
