import './setup/check-node.mjs'
import { join } from 'node:path'
import { runAttached } from './run/attached.mjs'
import { buildWindow } from './run/build-window.mjs'
import { isWorthShowing } from './run/chatter.mjs'
import { withCompileCache } from './run/compile-cache.mjs'
import { requireOurNode } from './run/node-path.mjs'
import { setUp } from './setup.mjs'
import { electronPath } from './setup/electron.mjs'
import { say } from './setup/report.mjs'
import { ROOT } from './setup/repository.mjs'
import { sandboxArguments } from './setup/sandbox.mjs'
import { hasScreen } from './setup/screen.mjs'
import { runEntry } from './setup/set-up-error.mjs'

await runEntry(async () => ((await hasScreen()) ? await openWindow() : await runInTerminal()))

async function openWindow() {
  await setUp({ door: 'window' })
  if (!(await buildWindow())) return 1
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, XW_NODE: requireOurNode() }
  // Set in the terminals of some editors, it would make Electron a plain Node.
  delete env.ELECTRON_RUN_AS_NODE
  return await runAttached(electronPath().path, [...(await sandboxArguments()), ROOT], {
    env,
    keepLine: isWorthShowing,
  })
}

async function runInTerminal() {
  say('There is no screen here, so the same job runs in this terminal.')
  await setUp({ door: 'terminal' })
  return await runAttached(requireOurNode(), [join(ROOT, 'main', 'cli', 'xw.ts'), 'main-job'], {
    env: withCompileCache(),
  })
}
