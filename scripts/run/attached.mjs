import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ROOT } from '../setup/repository.mjs'

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
/** npm passes on what the terminal has already sent: the same signal this soon after counts once. */
const SAME_WITHIN_MS = 1000
const LOOK_FOR_NPM_MS = 1000

/**
 * Runs a program on this terminal until it ends; signals that end us end it instead, so that it can stop cleanly.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, keepLine?: (line: string) => boolean}} [options]
 *   `keepLine` chooses what of its stderr is shown; all by default
 * @returns {Promise<number>} its exit code, 128 plus the number of the signal that ended it
 */
export function runAttached(command, args, { env = process.env, cwd = ROOT, keepLine } = {}) {
  const stderr = keepLine === undefined ? 'inherit' : 'pipe'
  const child = spawn(command, args, { env, cwd, stdio: ['inherit', 'inherit', stderr] })
  if (keepLine !== undefined && child.stderr !== null) passLines(child.stderr, keepLine)
  const release = forwardSignals(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      release()
      resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal]))
    })
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  let last = { signal: '', at: -Infinity }
  const handlers = SIGNALS.map((signal) => {
    const handler = () => {
      const at = performance.now()
      const again = last.signal === signal && at - last.at < SAME_WITHIN_MS
      last = { signal, at }
      if (!again) child.kill(signal)
    }
    process.on(signal, handler)
    return { signal, handler }
  })
  const looking = endWithNpm(child)
  return () => {
    clearInterval(looking)
    handlers.forEach(({ signal, handler }) => process.off(signal, handler))
  }
}

/**
 * Whoever ends npm means what it runs, but the shell between npm and us dies without a word: its going is the word.
 * @param {import('node:child_process').ChildProcess} child
 */
function endWithNpm(child) {
  const parent = process.ppid
  const underNpm = process.env.npm_lifecycle_event !== undefined
  return setInterval(() => {
    if (underNpm && process.ppid !== parent) child.kill('SIGTERM')
  }, LOOK_FOR_NPM_MS)
}

/**
 * @param {NodeJS.ReadableStream} stream
 * @param {(line: string) => boolean} keepLine
 */
function passLines(stream, keepLine) {
  let rest = ''
  const pass = (/** @type {string} */ line) => {
    if (line !== '' && keepLine(line)) process.stderr.write(`${line}\n`)
  }
  stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(pass)
  })
  stream.on('end', () => pass(rest))
}
