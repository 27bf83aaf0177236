import { spawn } from 'node:child_process'

/**
 * @typedef {object} CommandOutcome
 * @property {number | null} code exit code; null when a signal ended it or it could not be started
 * @property {NodeJS.Signals | null} signal
 * @property {boolean} found false when there is no such program
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program to its end and keeps what it printed. Never rejects: the caller reads the outcome.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, shell?: boolean}} [options]
 * @returns {Promise<CommandOutcome>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    let stdout = ''
    let stderr = ''
    let found = true
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text))
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'ENOENT') found = false
      stderr += error.message
      resolve({ code: null, signal: null, found, stdout, stderr })
    })
    child.on('close', (code, signal) => resolve({ code, signal, found, stdout, stderr }))
  })
}

/**
 * The last few lines that a failed program printed, for the end of a sentence.
 * @param {CommandOutcome} outcome
 */
export function lastWords(outcome) {
  const lines = `${outcome.stdout}\n${outcome.stderr}`.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).slice(-3).join(' | ').slice(-600)
}
