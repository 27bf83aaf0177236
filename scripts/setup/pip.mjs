import { runCommand } from './run-command.mjs'

/**
 * Runs pip, with its progress bar and notices off and its big temporary files in a folder that can be watched.
 * @param {readonly string[]} python command and first arguments of a Python that has pip
 * @param {readonly string[]} args
 * @param {string} temporary
 */
export function runPip(python, args, temporary) {
  const [program = '', ...first] = python
  const quiet = ['--quiet', '--no-input', '--no-cache-dir', '--progress-bar', 'off', '--disable-pip-version-check']
  // Where a user's settings forbid pip outside virtual environments: nothing is installed outside one here.
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, PIP_REQUIRE_VIRTUALENV: '0' }
  return runCommand(program, [...first, '-m', 'pip', ...args, ...quiet], { env })
}
