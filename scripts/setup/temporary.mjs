import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * A new empty folder for something half made. Whatever a killed set-up left there is never used, and cleared by
 * `clearTemporary`.
 * @param {string} cache
 * @returns {Promise<string>}
 */
export async function makeTemporary(cache) {
  const folder = join(cache, 'tmp', `${process.pid}-${randomBytes(6).toString('hex')}`)
  await mkdir(folder, { recursive: true })
  return folder
}

/**
 * Removes what earlier set-ups left behind. Only for the holder of the set-up lock.
 * @param {string} cache
 */
export async function clearTemporary(cache) {
  // A program that outlived its killed set-up may still write here: its leftovers go next time.
  await rm(join(cache, 'tmp'), { recursive: true, force: true }).catch(() => {})
}

/**
 * Gives a finished file or folder its real name, in place of what stood there. A kill before the last rename leaves
 * nothing under that name, never a part.
 * @param {string} made
 * @param {string} place
 */
export async function moveIntoPlace(made, place) {
  await mkdir(dirname(place), { recursive: true })
  await rm(place, { recursive: true, force: true })
  await rename(made, place)
}
