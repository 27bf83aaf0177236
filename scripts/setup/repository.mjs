import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this checkout. (Not `import.meta.dirname`: the first Node 20 releases lack it.) */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The platform as npm and the cache name it, such as `linux-x64`. */
export const PLATFORM = `${process.platform}-${process.arch}`

/**
 * A path inside node_modules of this checkout.
 * @param {...string} parts
 */
export function inModules(...parts) {
  return join(ROOT, 'node_modules', ...parts)
}
