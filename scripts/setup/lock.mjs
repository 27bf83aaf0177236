import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { isAlive, startOf } from './process-start.mjs'

/** A holder on another host (or in another container) can only be judged by the heartbeat of its lock file. */
const HEARTBEAT_MS = 5_000
const SILENT_FOR_MS = 60_000
const RIGHT_FOR_MS = 10_000

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
    if (tokenOf(await readHolder(path)) === token) await rm(path, { force: true })
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
      if (holder === 'free') continue
      if (holder === 'senseless' || (await isStale(path, holder))) {
        if (await takeAway(path, holder)) continue
      } else {
        if (!told) onWait?.(holder)
        told = true
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs))
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
const linkNew = (from, to) => isNew(link(from, to))

/**
 * @param {string} path
 * @returns {Promise<boolean>} false when it exists
 */
const createNew = (path) => isNew(writeFile(path, '', { flag: 'wx' }))

/** @param {Promise<void>} making */
async function isNew(making) {
  try {
    await making
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes a dead holder's lock. Of several that see it dead only one may, and only while it is still the same: or a
 * slow one would remove the fresh lock of a fast one.
 * @param {string} path
 * @param {Holder | 'senseless'} dead as it was read
 * @returns {Promise<boolean>} false while another has that right
 */
async function takeAway(path, dead) {
  const right = `${path}.takeover`
  if (!(await createNew(right))) {
    // Its owner needs milliseconds; if it is still there after this long, its owner was killed in them.
    const stats = await stat(right).catch(() => null)
    if (stats !== null && Date.now() - stats.mtimeMs > RIGHT_FOR_MS) await rm(right, { force: true })
    return false
  }
  try {
    const now = await readHolder(path)
    if (tokenOf(now) === tokenOf(dead)) await rm(path, { force: true })
    return true
  } finally {
    await rm(right, { force: true })
  }
}

/** @param {Holder | 'free' | 'senseless'} holder */
function tokenOf(holder) {
  return typeof holder === 'string' ? holder : holder.token
}

/**
 * @param {string} path
 * @returns {Promise<Holder | 'free' | 'senseless'>}
 */
async function readHolder(path) {
  try {
    const value = JSON.parse(await readFile(path, 'utf8'))
    return typeof value?.pid === 'number' && typeof value.token === 'string' ? value : 'senseless'
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT' ? 'free' : 'senseless'
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
