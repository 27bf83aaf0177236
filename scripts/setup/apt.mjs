import { existsSync } from 'node:fs'
import { runCommand, lastWords } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'

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
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand('apt-get', ['update', '-q'], { env })
  const names = await Promise.all(packages.map(currentName))
  const outcome = await runCommand('apt-get', ['install', '-qy', '--no-install-recommends', ...names], { env })
  if (outcome.code === 0) return
  throw new SetUpError('system-packages', `${purpose}, and apt-get failed (${lastWords(outcome)}).`, mend)
}

/**
 * Newer releases renamed libraries when time became 64 bits wide.
 * @param {string} name
 */
async function currentName(name) {
  const { code } = await runCommand('apt-cache', ['show', '--no-all-versions', `${name}t64`])
  return code === 0 ? `${name}t64` : name
}
