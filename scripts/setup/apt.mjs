import { existsSync } from 'node:fs'
import { cacheFolder } from './cache-folder.mjs'
import { lastWords, runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'
import { withTemporary } from './temporary.mjs'
import { watchGrowth } from './watch-growth.mjs'

const QUIET = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }

/** Whether this process may install Debian packages itself. */
export const canInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/**
 * Installs Debian packages where that is allowed; else says which command does it.
 * @param {string} purpose the start of the sentence, such as `The window needs system libraries`
 * @param {readonly string[]} packages
 * @throws {SetUpError} `system-packages`
 */
export async function installDebianPackages(purpose, packages) {
  const mend = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (!canInstall()) {
    const hint = existsSync('/usr/bin/apt-get') ? mend : `install what your distribution calls ${packages.join(' ')}`
    throw new SetUpError('system-packages', `${purpose}, and only root can install them.`, hint)
  }
  await runCommand('apt-get', ['update', '-q'], { env: QUIET })
  const outcome = await withTemporary(cacheFolder(), (folder) => install(packages, folder))
  if (outcome.code === 0) return
  throw new SetUpError('system-packages', `${purpose}, and apt-get failed (${lastWords(outcome)}).`, mend)
}

/**
 * @param {readonly string[]} packages
 * @param {string} folder for the downloaded archives, so that their growth can be seen
 */
async function install(packages, folder) {
  const names = await Promise.all(packages.map(currentName))
  const args = ['install', '-qy', '--no-install-recommends', '-o', `Dir::Cache::archives=${folder}`]
  const { stdout } = await runCommand('apt-get', [...args, '--print-uris', ...names], { env: QUIET })
  const what = { name: 'system packages (apt)', paths: [folder], totalBytes: sumSizes(stdout) }
  return await watchGrowth(what, () => runCommand('apt-get', [...args, ...names], { env: QUIET }))
}

/**
 * @param {string} output of apt-get's `--print-uris`: address, file name, size and hash of each archive
 * @returns {number} bytes to download
 */
export function sumSizes(output) {
  const sizes = [...output.matchAll(/^'\S+' \S+ (\d+) /gm)].map((match) => Number(match[1]))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/**
 * Newer releases renamed libraries when time became 64 bits wide.
 * @param {string} name
 */
async function currentName(name) {
  const { code } = await runCommand('apt-cache', ['show', '--no-all-versions', `${name}t64`])
  return code === 0 ? `${name}t64` : name
}
