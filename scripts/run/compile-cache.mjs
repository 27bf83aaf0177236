import { join } from 'node:path'
import { cacheFolder } from '../setup/cache-folder.mjs'

/**
 * An environment in which Node keeps what it compiled of a program and finds it at the next start: an `xw` command begins in
 * half the time. Node tells by content what has changed, so that the folder is safe to keep and to delete.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {NodeJS.ProcessEnv}
 */
export function withCompileCache(environment = process.env) {
  return { NODE_COMPILE_CACHE: join(cacheFolder(environment), 'compiled'), ...environment }
}
