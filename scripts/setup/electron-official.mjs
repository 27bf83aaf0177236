import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ourNode } from './our-node.mjs'
import { ROOT } from './repository.mjs'
import { runCommand } from './run-command.mjs'
import { moveIntoPlace } from './temporary.mjs'
import { watchGrowth } from './watch-growth.mjs'

const USUAL_BYTES = 125_000_000
/** Some networks swallow what they forbid: no first byte after this means unreachable. */
const FIRST_BYTE_MS = 8_000
const STALLED_MS = 30_000

/**
 * Downloads and unpacks the official Electron with its own downloader, which checks its hash.
 * @param {string} folder where it goes
 * @param {string} temporary
 * @returns {Promise<boolean>} false when the download cannot be reached: soon, and without a message
 */
export async function installOfficialElectron(folder, temporary) {
  const download = join(temporary, 'download')
  const made = join(temporary, 'electron')
  await mkdir(download)
  const stop = new AbortController()
  const watchdog = createWatchdog(() => stop.abort())
  // Its packages want a newer Node than the machine may have, and a proxy only when told.
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1' }
  const script = join(ROOT, 'scripts', 'setup', 'fetch-electron.mjs')
  const what = { name: 'Electron', paths: [download], totalBytes: USUAL_BYTES, onSize: watchdog.sawBytes }
  const outcome = await watchGrowth(what, () =>
    runCommand(ourNode() ?? process.execPath, [script, download, made], { env, signal: stop.signal }),
  )
  watchdog.stop()
  if (outcome.code !== 0) return false
  await moveIntoPlace(made, folder)
  return true
}

/**
 * Calls `onStall` when no new bytes come.
 * @param {() => void} onStall
 */
function createWatchdog(onStall) {
  let most = 0
  let timer = setTimeout(onStall, FIRST_BYTE_MS)
  return {
    /** @param {number} bytes */
    sawBytes(bytes) {
      if (bytes <= most) return
      most = bytes
      clearTimeout(timer)
      timer = setTimeout(onStall, STALLED_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
