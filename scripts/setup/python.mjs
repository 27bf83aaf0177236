import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { findPython } from './find-python.mjs'
import { runPip } from './pip.mjs'
import { ROOT } from './repository.mjs'
import { lastWords, runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'
import { moveIntoPlace, withTemporary } from './temporary.mjs'
import { watchGrowth } from './watch-growth.mjs'

const REQUIREMENTS = join(ROOT, 'scripts', 'python-requirements.txt')
/** Keras 3.15 wants 3.11; TensorFlow 2.21 has wheels up to 3.13. */
const RANGE = /** @type {const} */ ({ modules: ['venv', 'ensurepip'], from: [3, 11], to: [3, 13] })
const DOWNLOAD_BYTES = 345_000_000
const INSTALLED_BYTES = 1_600_000_000
const ENVIRONMENT = 'python-'
const POINTER = 'python-for-'

/** A virtual environment with Keras, for the parity tests alone. */
export const python = {
  name: 'Python with Keras, for the parity tests',
  needsBytes: DOWNLOAD_BYTES + INSTALLED_BYTES,
  isReady: async () => finishedEnvironment() !== null || (await findPython(RANGE)) === null,
  async install() {
    const found = await findPython(RANGE)
    if (found === null) return
    await withTemporary(cacheFolder(), async (temporary) => {
      await makeEnvironment(found.command, temporary)
    })
  },
}

/**
 * The Python that the parity tests run.
 * @returns {{path: string} | {path: null, reason: string}}
 */
export function parityPython() {
  const folder = finishedEnvironment()
  if (folder !== null) return { path: pythonIn(folder) }
  return {
    path: null,
    reason: 'no Python 3.11 to 3.13 with venv was found (on Debian and Ubuntu: sudo apt-get install -y python3-venv)',
  }
}

/**
 * Environments cannot be moved, so this one is made where it stays, under a name of its own; it counts once the pointer
 * names it. (A pip that outlived its killed set-up goes on writing into a folder that nobody will use.)
 * @param {readonly string[]} command
 * @param {string} temporary
 */
async function makeEnvironment(command, temporary) {
  await removeUnfinished()
  const folder = join(cacheFolder(), `${ENVIRONMENT}${randomBytes(4).toString('hex')}`)
  const wheels = join(temporary, 'wheels')
  await mkdir(wheels)
  const [program = '', ...first] = command
  requireDone('make a virtual environment', await runCommand(program, [...first, '-m', 'venv', folder]))
  const pip = [pythonIn(folder)]
  const download = ['download', '--only-binary=:all:', '--dest', wheels, '--requirement', REQUIREMENTS]
  requireDone(
    'download Keras',
    await watchGrowth({ name: 'Keras (pip)', paths: [temporary], totalBytes: DOWNLOAD_BYTES }, () =>
      runPip(pip, download, temporary),
    ),
  )
  const install = ['install', '--no-index', '--find-links', wheels, '--requirement', REQUIREMENTS]
  requireDone(
    'install Keras',
    await watchGrowth({ name: 'Keras, unpacking', paths: [folder], totalBytes: INSTALLED_BYTES }, () =>
      runPip(pip, install, temporary),
    ),
  )
  await writeFile(join(temporary, 'pointer'), folder)
  await moveIntoPlace(join(temporary, 'pointer'), pointerFile())
}

/** Removes environments that were never finished: no pointer names them. */
async function removeUnfinished() {
  const cache = cacheFolder()
  const names = (await readdir(cache)).filter((name) => name.startsWith(ENVIRONMENT))
  const pointers = names.filter((name) => name.startsWith(POINTER))
  const kept = await Promise.all(pointers.map((name) => readFile(join(cache, name), 'utf8')))
  const unfinished = names.map((name) => join(cache, name)).filter((path) => !kept.includes(path))
  const folders = unfinished.filter((path) => !path.startsWith(join(cache, POINTER)))
  await Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }).catch(() => {})))
}

/**
 * @param {string} what
 * @param {import('./run-command.mjs').CommandOutcome} outcome
 */
function requireDone(what, outcome) {
  if (outcome.code === 0) return
  throw new SetUpError(
    'python-failed',
    `Python could not ${what} for the parity tests (${lastWords(outcome)}).`,
    'check that pip reaches its index, then run the same command again',
  )
}

/** @returns {string | null} the finished environment for the present requirements */
function finishedEnvironment() {
  try {
    const folder = readFileSync(pointerFile(), 'utf8')
    return existsSync(pythonIn(folder)) ? folder : null
  } catch {
    return null
  }
}

function pointerFile() {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)
  return join(cacheFolder(), `${POINTER}${hash}`)
}

/** @param {string} folder */
function pythonIn(folder) {
  const windows = process.platform === 'win32'
  return join(folder, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python')
}
