import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Gives a job a new empty folder for what is half made, and removes it afterwards. What a killed set-up leaves there is
 * never used: the next one clears it with `clearTemporary`.
 * @template T
 * @param {string} cache
 * @param {(folder: string) => Promise<T>} job
 * @returns {Promise<T>}
 */
export async function withTemporary(cache, job) {
  const folder = join(cache, 'tmp', `${process.pid}-${randomBytes(6).toString('hex')}`)
  await mkdir(folder, { recursive: true })
  try {
    return await job(folder)
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
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
