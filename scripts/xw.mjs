import './setup/check-node.mjs'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runAttached } from './run/attached.mjs'
import { withCompileCache } from './run/compile-cache.mjs'
import { requireOurNode } from './run/node-path.mjs'
import { setUp } from './setup.mjs'
import { ourNode } from './setup/our-node.mjs'
import { setUpProblems } from './setup/problems.mjs'
import { inModules, ROOT } from './setup/repository.mjs'
import { describeSetUpError, runEntry, SetUpError } from './setup/set-up-error.mjs'

const args = process.argv.slice(2)

await runEntry(async () => {
  try {
    await setUp({ door: 'terminal' })
  } catch (error) {
    // Doctor is what one calls when set-up fails: it goes on and says the rest.
    if (args[0] !== 'doctor' || !(error instanceof SetUpError)) throw error
    console.error(describeSetUpError(error))
    if (ourNode() === null || !existsSync(inModules('zod'))) return await reportProblems()
  }
  // The command runs where the user stands: npm moved us to the checkout, but paths are relative to that folder.
  const cwd = (process.env.npm_lifecycle_event === 'xw' && process.env.INIT_CWD) || process.cwd()
  return await runAttached(requireOurNode(), [join(ROOT, 'main', 'cli', 'xw.ts'), ...args], {
    env: withCompileCache(),
    cwd,
  })
})

/** What doctor would say about set-up, where doctor itself cannot run yet. */
async function reportProblems() {
  const problems = await setUpProblems()
  if (args.includes('--json')) console.log(JSON.stringify({ ok: false, problems }))
  else for (const { message, mend } of problems) console.log(`${message}\n  to mend it: ${mend}`)
  return 1
}
