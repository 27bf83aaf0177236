import { join } from 'node:path'
import { powerSaveBlocker, shell, type BrowserWindow } from 'electron'
import { runFolder } from '../engine/runs/store-paths.ts'
import type { Log } from './log.ts'
import type { PresenceEffects } from './run-presence.ts'

/** Task bar, sleep and file manager. `XW_NO_REVEAL=1` keeps the file manager closed, for tests. */
export function createDesktopPresence(
  window: () => BrowserWindow | undefined,
  store: string,
  log: Log,
): PresenceEffects {
  let blocker: number | null = null
  return {
    showProgress: (share) => window()?.setProgressBar(share ?? -1),
    keepAwake(on) {
      if (on && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
      if (on || blocker === null) return
      powerSaveBlocker.stop(blocker)
      blocker = null
    },
    exportsReady(runId) {
      const run = runFolder(store, runId)
      if (!run.ok) return
      const exports = join(run.value, 'exports')
      log('app', `the exports of ${runId} are in ${exports}`)
      if (process.env['XW_NO_REVEAL'] !== '1') void shell.openPath(exports)
    },
  }
}
