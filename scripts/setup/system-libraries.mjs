import { installDebianPackages } from './apt.mjs'
import { electronPath } from './electron.mjs'
import { runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'

const PACKAGES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6']

/** What Electron wants from a Linux system. */
export const systemLibraries = {
  name: 'system libraries for the window',
  needsBytes: 300_000_000,
  spaceIn: '/',
  isReady: async () => process.platform !== 'linux' || (await missingLibraries())?.length === 0,
  async install() {
    const missing = (await missingLibraries()) ?? []
    await installDebianPackages(`The window needs system libraries (${missing.join(', ')})`, PACKAGES)
    const left = (await missingLibraries()) ?? []
    if (left.length === 0) return
    throw new SetUpError(
      'system-packages',
      `The window needs system libraries that are still missing: ${left.join(', ')}.`,
      'install the packages that hold these files',
    )
  },
}

/** @returns {Promise<readonly string[] | null>} null while there is no Electron to ask about */
async function missingLibraries() {
  let path
  try {
    path = electronPath().path
  } catch {
    return null
  }
  const { stdout } = await runCommand('ldd', [path])
  return parseLdd(stdout)
}

/**
 * @param {string} output of ldd
 * @returns {string[]} names of the libraries that were not found
 */
export function parseLdd(output) {
  return output.split('\n').flatMap((line) => line.match(/^\s*(\S+) => not found/)?.[1] ?? [])
}
