import * as fs from 'node:fs/promises'
import { formatBytes } from './progress-text.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * @param {string} folder an existing folder
 * @param {number} needsBytes
 * @param {(folder: string) => Promise<number>} [freeBytes] how much is free there
 * @throws {SetUpError} `no-space`
 */
export async function requireSpace(folder, needsBytes, freeBytes = freeBytesAt) {
  const free = await freeBytes(folder)
  if (free >= needsBytes) return
  throw new SetUpError(
    'no-space',
    `${formatBytes(needsBytes)} of disk space are needed in ${folder}, and ${formatBytes(free)} are free.`,
    'free some space, or set XW_CACHE to a folder on a larger disk',
  )
}

/**
 * @param {string} folder
 * @returns {Promise<number>} bytes that this user may still write there
 */
async function freeBytesAt(folder) {
  const { bavail, bsize } = await fs.statfs(folder)
  return bavail * bsize
}
