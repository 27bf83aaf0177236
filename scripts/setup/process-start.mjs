import { readFile } from 'node:fs/promises'

/**
 * When a process started, so that a later process with the same number is not taken for it.
 * @param {number} pid
 * @returns {Promise<string>} empty where the system does not tell
 */
export async function startOf(pid) {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // Field 22; the fields are counted after the name in parentheses, which may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

/**
 * @param {number} pid
 * @param {string} start as `startOf` gave it; empty when it is not known
 */
export async function isAlive(pid, start) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: alive, but another user's.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false
  }
  const now = await startOf(pid)
  return start === '' || now === '' || now === start
}
