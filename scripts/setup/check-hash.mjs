import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { SetUpError } from './set-up-error.mjs'

/**
 * @param {string} file
 * @returns {Promise<string>} sha256 in hex
 */
export async function sha256Of(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/**
 * Refuses a download that is not what was pinned.
 * @param {string} name
 * @param {string} expected
 * @param {string} received
 * @throws {SetUpError} `wrong-hash`, with both values
 */
export function requireSame(name, expected, received) {
  if (expected === received) return
  throw new SetUpError(
    'wrong-hash',
    `${name} is not the file that was expected, so it was not used: expected ${expected}, received ${received}.`,
    'try again; if it stays so, the mirror or proxy that this machine downloads through changes files',
  )
}

/**
 * As `requireSame`, on a file's sha256; the refused file is removed.
 * @param {string} name
 * @param {string} file
 * @param {string} expected
 */
export async function requireSha256(name, file, expected) {
  const received = await sha256Of(file)
  if (received !== expected) await rm(file, { force: true })
  requireSame(name, `sha256 ${expected}`, `sha256 ${received}`)
}
