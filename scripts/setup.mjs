import './setup/check-node.mjs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { cacheFolder } from './setup/cache-folder.mjs'
import { DOORS } from './setup/doors.mjs'
import { requireSpace } from './setup/free-space.mjs'
import { withLock } from './setup/lock.mjs'
import { formatSeconds } from './setup/progress-text.mjs'
import { say } from './setup/report.mjs'
import { runEntry, SetUpError } from './setup/set-up-error.mjs'
import { clearTemporary } from './setup/temporary.mjs'

/**
 * Provides what a door needs and is not there yet; silent and quick when nothing is missing. Messages go to stderr.
 * @param {{door: import('./setup/doors.mjs').Door}} options
 * @throws {import('./setup/set-up-error.mjs').SetUpError}
 */
export async function setUp({ door }) {
  if ((await missingParts(door)).length === 0) return
  const cache = cacheFolder()
  await makeCache(cache)
  const onWait = (/** @type {{pid: number}} */ { pid }) =>
    say(`another set-up is at work (process ${pid}); waiting for it to finish`)
  await withLock(join(cache, 'set-up.lock'), () => installMissing(door, cache), { onWait })
}

/** @param {import('./setup/doors.mjs').Door} door */
async function missingParts(door) {
  const ready = await Promise.all(DOORS[door].map((part) => part.isReady()))
  return DOORS[door].filter((_, index) => !ready[index])
}

/**
 * @param {import('./setup/doors.mjs').Door} door
 * @param {string} cache
 */
async function installMissing(door, cache) {
  await clearTemporary(cache)
  for (const part of DOORS[door]) {
    if (await part.isReady()) continue
    await requireSpace(part.spaceIn ?? cache, part.needsBytes)
    const started = performance.now()
    say(`setting up: ${part.name}`)
    await part.install()
    say(`  done in ${formatSeconds((performance.now() - started) / 1000)}`)
  }
}

/**
 * @param {string} name
 * @returns {name is import('./setup/doors.mjs').Door}
 */
function isDoor(name) {
  return Object.hasOwn(DOORS, name)
}

/** @param {string} cache */
async function makeCache(cache) {
  try {
    await mkdir(join(cache, 'tmp'), { recursive: true })
  } catch (error) {
    const reason = /** @type {Error} */ (error).message
    throw new SetUpError(
      'no-cache',
      `the cache folder cannot be written (${reason}).`,
      'set XW_CACHE to a folder that you can write to',
    )
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  void runEntry(async () => {
    const { values } = parseArgs({ options: { door: { type: 'string', default: 'window' } } })
    const door = values.door
    if (!isDoor(door)) {
      console.error(`--door is ${Object.keys(DOORS).join(', ')}, not "${door}"`)
      return 2
    }
    await setUp({ door })
    say(`set-up is complete for: ${door}`)
    return 0
  })
}
