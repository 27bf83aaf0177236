import { runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * Runs npm in a folder of its own: the npm that started us, or the one on the PATH.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {{scripts?: boolean}} [options] `scripts`: whether packages may run their own
 * @returns {Promise<import('./run-command.mjs').CommandOutcome>}
 * @throws {SetUpError} `no-npm`
 */
export async function runNpm(args, cwd, { scripts = false } = {}) {
  const script = process.env.npm_execpath
  const env = withoutCaller(process.env)
  const quiet = ['--loglevel=error', `--ignore-scripts=${!scripts}`, '--no-audit', '--no-fund', '--no-update-notifier']
  const all = [...args, ...quiet, '--prefix', cwd]
  const outcome =
    script !== undefined && /npm-cli\.[cm]?js$/.test(script)
      ? await runCommand(process.execPath, [script, ...all], { cwd, env })
      : await runCommand('npm', all, { cwd, env, shell: process.platform === 'win32' })
  if (outcome.found) return outcome
  throw new SetUpError('no-npm', 'npm was not found.', 'install Node with npm, from nodejs.org or your package manager')
}

/**
 * Why npm failed, for a sentence: it says the reason first and its advice last.
 * @param {string} what it could not do, with its object
 * @param {import('./run-command.mjs').CommandOutcome} outcome
 */
export function npmFailed(what, outcome) {
  const lines = outcome.stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  const reason = lines.filter((line) => line !== '' && !line.startsWith('npm warn')).slice(0, 3)
  return new SetUpError(
    'npm-failed',
    `npm could not ${what} (${reason.join(' | ').slice(0, 600)}).`,
    'check that npm reaches its registry (npm ping), then run the same command again',
  )
}

/**
 * An `npm run` passes settings of its own folder down to us; an npm that we run must not take them for its own.
 * @param {NodeJS.ProcessEnv} environment
 */
function withoutCaller(environment) {
  const foreign = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_config_prefix$|INIT_CWD$)/i
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)))
}
