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

/** Keras 3.15 wants 3.11; TensorFlow 2.21 has wheels up to 3.13. */
const RANGE = /** @type {const} */ ({ modules: ['venv', 'ensurepip'], from: [3, 11], to: [3, 13] })
const ENVIRONMENT = 'python-'
const POINTER = 'python-for-'

/**
 * @typedef {object} EnvironmentSpec
 * @property {string} packages what is in it, for messages: "Keras"
 * @property {string} purpose what wants it: "the parity tests"
 * @property {string} requirements file in scripts/
 * @property {number} downloadBytes
 * @property {number} installedBytes
 */

/**
 * A virtual environment in the cache folder, one for each content of its requirements. Where no fit Python is found it
 * counts as ready, without a path: what needs it says so and goes on without.
 * @param {EnvironmentSpec} spec
 */
export function pythonEnvironment(spec) {
  return {
    name: `Python with ${spec.packages}, for ${spec.purpose}`,
    needsBytes: spec.downloadBytes + spec.installedBytes,
    isReady: async () => finishedEnvironment(spec) !== null || (await findPython(RANGE)) === null,
    async install() {
      const found = await findPython(RANGE)
      if (found === null) return
      await withTemporary(cacheFolder(), async (temporary) => {
        await makeEnvironment(spec, found.command, temporary)
      })
    },
    /** @returns {{path: string} | {path: null, reason: string}} its Python */
    find() {
      const folder = finishedEnvironment(spec)
      if (folder !== null) return { path: pythonIn(folder) }
      return {
        path: null,
        reason:
          'no Python 3.11 to 3.13 with venv was found (on Debian and Ubuntu: sudo apt-get install -y python3-venv)',
      }
    },
  }
}

/**
 * Environments cannot be moved, so this one is made where it stays, under a name of its own; it counts once the pointer
 * names it. (A pip that outlived its killed set-up goes on writing into a folder that nobody will use.)
 * @param {EnvironmentSpec} spec
 * @param {readonly string[]} command
 * @param {string} temporary
 */
async function makeEnvironment(spec, command, temporary) {
  await removeUnfinished()
  const { packages, downloadBytes, installedBytes } = spec
  const folder = join(cacheFolder(), `${ENVIRONMENT}${randomBytes(4).toString('hex')}`)
  const wheels = join(temporary, 'wheels')
  await mkdir(wheels)
  const [program = '', ...first] = command
  requireDone(spec, 'make a virtual environment', await runCommand(program, [...first, '-m', 'venv', folder]))
  const pip = [pythonIn(folder)]
  const wanted = ['--requirement', requirementsFile(spec)]
  const download = ['download', '--only-binary=:all:', '--dest', wheels, ...wanted]
  requireDone(
    spec,
    `download ${packages}`,
    await watchGrowth({ name: `${packages} (pip)`, paths: [temporary], totalBytes: downloadBytes }, () =>
      runPip(pip, download, temporary),
    ),
  )
  const install = ['install', '--no-index', '--find-links', wheels, ...wanted]
  requireDone(
    spec,
    `install ${packages}`,
    await watchGrowth({ name: `${packages}, unpacking`, paths: [folder], totalBytes: installedBytes }, () =>
      runPip(pip, install, temporary),
    ),
  )
  await writeFile(join(temporary, 'pointer'), folder)
  await moveIntoPlace(join(temporary, 'pointer'), pointerFile(spec))
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
 * @param {EnvironmentSpec} spec
 * @param {string} what
 * @param {import('./run-command.mjs').CommandOutcome} outcome
 */
function requireDone(spec, what, outcome) {
  if (outcome.code === 0) return
  throw new SetUpError(
    'python-failed',
    `Python could not ${what} for ${spec.purpose} (${lastWords(outcome)}).`,
    'check that pip reaches its index, then run the same command again',
  )
}

/**
 * @param {EnvironmentSpec} spec
 * @returns {string | null} the finished environment for the present requirements
 */
function finishedEnvironment(spec) {
  try {
    const folder = readFileSync(pointerFile(spec), 'utf8')
    return existsSync(pythonIn(folder)) ? folder : null
  } catch {
    return null
  }
}

/** @param {EnvironmentSpec} spec */
function requirementsFile({ requirements }) {
  return join(ROOT, 'scripts', requirements)
}

/** @param {EnvironmentSpec} spec */
function pointerFile(spec) {
  const hash = createHash('sha256')
    .update(readFileSync(requirementsFile(spec)))
    .digest('hex')
    .slice(0, 12)
  return join(cacheFolder(), `${POINTER}${hash}`)
}

/** @param {string} folder */
function pythonIn(folder) {
  const windows = process.platform === 'win32'
  return join(folder, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python')
}
