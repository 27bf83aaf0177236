import { runCommand } from './run-command.mjs'

/** @typedef {{command: readonly string[], version: string}} Python `command` with its first arguments */

const NAMES = /** @type {const} */ (['python3', 'python', 'python3.13', 'python3.12', 'python3.11'])
/** @type {readonly (readonly string[])[]} */
const CANDIDATES = [...NAMES.map((name) => [name]), ...(process.platform === 'win32' ? [['py', '-3']] : [])]

/**
 * The first Python on this machine that has the modules and a version in the range. It is run, not looked up: the name may
 * belong to a launcher with nothing behind it.
 * @param {{modules: readonly string[], from?: readonly [number, number], to?: readonly [number, number]}} needs
 *   versions as major and minor, both ends included
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Python | null>}
 */
export async function findPython({ modules, from = [3, 0], to = [3, 99] }, env = process.env) {
  const script = `import sys, ${modules.join(', ')}; print('%d.%d' % sys.version_info[:2])`
  for (const command of CANDIDATES) {
    const [program = '', ...first] = command
    const { code, stdout } = await runCommand(program, [...first, '-c', script], { env })
    const version = stdout.trim()
    if (code === 0 && isWithin(version, from, to)) return { command, version }
  }
  return null
}

/**
 * @param {string} version
 * @param {readonly [number, number]} from
 * @param {readonly [number, number]} to
 */
function isWithin(version, from, to) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const value = major * 1000 + minor
  return value >= from[0] * 1000 + from[1] && value <= to[0] * 1000 + to[1]
}
