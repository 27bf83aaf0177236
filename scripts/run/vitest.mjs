import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inModules } from '../setup/repository.mjs'
import { runAttached } from './attached.mjs'
import { withCompileCache } from './compile-cache.mjs'
import { countReport, NONE } from './counts.mjs'
import { requireOurNode } from './node-path.mjs'

/**
 * Runs a vitest project on our Node.
 * @param {string} project
 * @param {{env?: NodeJS.ProcessEnv, files?: readonly string[], through?: readonly string[]}} [options]
 *   `through`: a command that runs the whole, with its first arguments, such as xvfb-run
 * @returns {Promise<{code: number, counts: import('./counts.mjs').Counts}>}
 */
export async function runVitest(project, { env = {}, files = [], through = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'xw-vitest-'))
  try {
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const vitest = [inModules('vitest', 'vitest.mjs'), 'run', '--project', project, ...reporters, ...files]
    const [command = '', ...args] = [...through, requireOurNode(), ...vitest]
    const code = await runAttached(command, args, { env: { ...withCompileCache(), ...env } })
    const text = await readFile(report, 'utf8').catch(() => null)
    const counts = text === null ? NONE : countReport(JSON.parse(text))
    // A run that failed without a failed test (a crash, a leak outside the tests) must not look like a success.
    return { code, counts: code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
