import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Bytes of a file, or of all files below a folder. What is missing, or vanishes while it is counted, counts as nothing:
 * others write there at the same time.
 * @param {string} path
 * @returns {Promise<number>}
 */
export async function sizeOf(path) {
  const stats = await lstat(path).catch(() => null)
  if (stats === null) return 0
  if (!stats.isDirectory()) return stats.size
  const names = await readdir(path).catch(() => [])
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}
