import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const NAME = 'xception-workbench'

/**
 * Where set-up keeps what it downloads and builds, shared by every checkout of one user: `XW_CACHE`, or the platform's
 * folder for caches.
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @param {string} [home]
 * @returns {string} an absolute path; the folder may not exist yet
 */
export function cacheFolder(environment = process.env, platform = process.platform, home = homedir()) {
  if (environment.XW_CACHE) return resolve(environment.XW_CACHE)
  if (platform === 'win32') return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), NAME)
  if (platform === 'darwin') return join(home, 'Library', 'Caches', NAME)
  return join(environment.XDG_CACHE_HOME || join(home, '.cache'), NAME)
}
