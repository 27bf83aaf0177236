import './setup/check-node.mjs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildWindow } from './run/build-window.mjs'
import { closingLine, NONE } from './run/counts.mjs'
import { requireOurNode } from './run/node-path.mjs'
import { runVitest } from './run/vitest.mjs'
import { setUp } from './setup.mjs'
import { electronPath } from './setup/electron.mjs'
import { say } from './setup/report.mjs'
import { ROOT } from './setup/repository.mjs'
import { hasScreen } from './setup/screen.mjs'
import { runEntry } from './setup/set-up-error.mjs'

const VIRTUAL_SCREEN = ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24']

/**
 * Drives the real window: builds it, then runs the e2e tests, under Xvfb where there is no screen.
 * @param {{screenshots?: boolean}} [options] `screenshots`: only take those that the docs show
 * @returns {Promise<{code: number, counts: import('./run/counts.mjs').Counts}>}
 */
export async function runE2e({ screenshots = false } = {}) {
  await setUp({ door: 'e2e' })
  if (!(await buildWindow())) return { code: 1, counts: { ...NONE, failed: 1 } }
  const { path, version, kind } = electronPath()
  say(`the window runs on Electron ${version} (${kind})`)
  const env = { XW_ELECTRON: path, XW_ELECTRON_KIND: kind, XW_ELECTRON_VERSION: version, XW_NODE: requireOurNode() }
  return await runVitest('e2e', {
    env: screenshots ? { ...env, XW_SCREENSHOTS: join(ROOT, 'docs', 'images') } : env,
    files: screenshots ? ['test/e2e/screenshots.test.ts'] : [],
    through: (await hasScreen()) ? [] : VIRTUAL_SCREEN,
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runEntry(async () => {
    const { code, counts } = await runE2e({ screenshots: process.argv.includes('--screenshots') })
    console.log(closingLine(counts))
    return code
  })
}
