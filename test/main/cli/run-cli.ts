import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')

export interface CliOutcome {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  /** The store folder: every test has its own. */
  readonly store: string
  /** Called with stdout so far; the first true sends SIGINT, as Ctrl+C does. */
  readonly interruptWhen?: (stdout: string) => boolean
  /** Sends SIGINT when it resolves. */
  readonly interruptAt?: Promise<void>
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs the real CLI in a process of its own, on the Node that ships. */
export function runCli(
  args: readonly string[],
  { store, interruptWhen, interruptAt, environment }: CliOptions,
): Promise<CliOutcome> {
  const env = { ...process.env, ...environment, XW_STORE: store }
  const child = spawn(ourNode(), [join(root, 'main', 'cli', 'xw.ts'), ...args], { env })
  let [stdout, stderr, interrupted] = ['', '', false]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (interrupted || !interruptWhen?.(stdout)) return
    interrupted = true
    child.kill('SIGINT')
  })
  void interruptAt?.then(() => child.kill('SIGINT'))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The JSON values that stdout holds, one a line. Anything else on stdout fails here. */
export function jsonLines(stdout: string): unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

function ourNode(): string {
  const installed = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  return existsSync(installed) ? installed : process.execPath
}
