import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { isAlive, startOf } from './process-start.mjs'

/** A holder on another host (or in another container) can only be judged by the heartbeat of its lock file. */
const HEARTBEAT_MS = 5_000
const SILENT_FOR_MS = 60_000

/** @typedef {{pid: number, host: string, start: string, token: string}} Holder */

/**
 * Runs a job while holding a lock file; waits while a living process holds it, and takes it over from a dead one.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} job
 * @param {{onWait?: (holder: Holder) => void, retryMs?: number}} [options] `onWait` is called once, when waiting starts
 * @returns {Promise<T>} what the job gave; the lock is free again, whether it succeeded or not
 */
export async function withLock(path, job, options = {}) {
  const token = await acquire(path, options)
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS)
  beat.unref()
  try {
    return await job()
  } finally {
    clearInterval(beat)
    const holder = await readHolder(path)
    if (holder?.token === token) await rm(path, { force: true })
  }
}

/**
 * @param {string} path
 * @param {{onWait?: (holder: Holder) => void, retryMs?: number}} options
 * @returns {Promise<string>} the token that stands in the lock
 */
async function acquire(path, { onWait, retryMs = 300 }) {
  await mkdir(dirname(path), { recursive: true })
  const token = randomBytes(8).toString('hex')
  /** @type {Holder} */
  const self = { pid: process.pid, host: hostname(), start: await startOf(process.pid), token }
  const written = `${path}.${token}`
  await writeFile(written, JSON.stringify(self))
  let told = false
  try {
    for (;;) {
      // A link appears whole or not at all, so nobody reads a lock that is half written.
      if (await linkNew(written, path)) return token
      const holder = await readHolder(path)
      if (holder === null || (await isStale(path, holder))) await takeAway(path, holder, token)
      else {
        if (!told) onWait?.(holder)
        told = true
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  } finally {
    await rm(written, { force: true })
  }
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {Promise<boolean>} false when `to` exists
 */
async function linkNew(from, to) {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Moves a dead holder's lock aside. If another waiter was faster and this moved its fresh lock, that one goes back.
 * @param {string} path
 * @param {Holder | null} dead as it was read; null when it could not be read
 * @param {string} token
 */
async function takeAway(path, dead, token) {
  const aside = `${path}.${token}.dead`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readHolder(aside)
  if (moved !== null && moved.token !== dead?.token) await linkNew(aside, path)
  await rm(aside, { force: true })
}

/**
 * @param {string} path
 * @returns {Promise<Holder | null>} null when there is none, or it makes no sense
 */
async function readHolder(path) {
  try {
    const value = JSON.parse(await readFile(path, 'utf8'))
    return typeof value?.pid === 'number' && typeof value.token === 'string' ? value : null
  } catch {
    return null
  }
}

/**
 * @param {string} path
 * @param {Holder} holder
 */
async function isStale(path, holder) {
  if (holder.host === hostname()) return !(await isAlive(holder.pid, holder.start))
  const stats = await stat(path).catch(() => null)
  return stats !== null && Date.now() - stats.mtimeMs > SILENT_FOR_MS
}
