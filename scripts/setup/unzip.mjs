import { chmodSync, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { inModules } from './repository.mjs'

/**
 * Streams chosen files of a zip into a folder. yauzl refuses names that leave the folder, and sizes that the zip belies.
 * @param {string} zip
 * @param {string} folder
 * @param {(name: string) => string | null} choose the path below `folder` for a name in the zip, null to leave it
 * @returns {Promise<number>} how many files were written
 */
export async function unzip(zip, folder, choose) {
  // Loaded here, not above: this file is imported before node_modules exists.
  /** @type {typeof import('yauzl')} */
  const yauzl = createRequire(inModules('x'))('yauzl')
  const archive = await yauzl.openPromise(zip)
  let written = 0
  for await (const entry of archive.eachEntry()) {
    const path = entry.fileName.endsWith('/') ? null : choose(entry.fileName)
    if (path === null) continue
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target))
    const mode = (entry.externalFileAttributes >>> 16) & 0o777
    if (mode !== 0) chmodSync(target, mode)
    written++
  }
  return written
}
