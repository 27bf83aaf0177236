import './setup/check-node.mjs'
import { runE2e } from './e2e.mjs'
import { runAttached } from './run/attached.mjs'
import { addCounts, closingLine, NONE } from './run/counts.mjs'
import { requireOurNode } from './run/node-path.mjs'
import { runVitest } from './run/vitest.mjs'
import { setUp } from './setup.mjs'
import { formatSeconds } from './setup/progress-text.mjs'
import { parityPython } from './setup/python.mjs'
import { say } from './setup/report.mjs'
import { inModules } from './setup/repository.mjs'
import { runEntry } from './setup/set-up-error.mjs'
import { checkTypes } from './types.mjs'

/** @typedef {{code: number, counts: import('./run/counts.mjs').Counts}} Outcome */

/** @type {readonly {name: string, run: () => Promise<Outcome>}[]} */
const STAGES = [
  { name: 'types', run: () => plain(checkTypes()) },
  { name: 'lint', run: () => plain(runTool(inModules('eslint', 'bin', 'eslint.js'), '.')) },
  { name: 'format', run: () => plain(runTool(inModules('prettier', 'bin', 'prettier.cjs'), '--check', '.')) },
  { name: 'unit and contract', run: () => runVitest('unit') },
  { name: 'parity with Keras', run: runParity },
  { name: 'window', run: () => runE2e() },
]

await runEntry(async () => {
  await setUp({ door: 'test' })
  let total = NONE
  for (const { name, run } of STAGES) {
    say(`\n== ${name}`)
    const started = performance.now()
    const { code, counts } = await run()
    total = addCounts(total, counts)
    const time = formatSeconds((performance.now() - started) / 1000)
    say(
      code === 0
        ? `== ${name}: passed in ${time}`
        : `== ${name}: failed after ${time}; the stages after it did not run`,
    )
    if (code !== 0) {
      console.log(closingLine(total))
      return 1
    }
  }
  console.log(closingLine(total))
  return 0
})

async function runParity() {
  const python = parityPython()
  if (python.path === null) say(`the comparisons with real Keras are skipped: ${python.reason}`)
  return await runVitest('parity', { env: { XW_PYTHON: python.path ?? '' } })
}

/**
 * A stage that counts no tests: failing, it is one failure.
 * @param {Promise<number>} running gives an exit code
 * @returns {Promise<Outcome>}
 */
async function plain(running) {
  const code = await running
  return { code, counts: code === 0 ? NONE : { ...NONE, failed: 1 } }
}

/**
 * @param {string} script of a tool in node_modules
 * @param {...string} args
 */
function runTool(script, ...args) {
  return runAttached(requireOurNode(), [script, ...args])
}
