import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { requireSha256 } from './check-hash.mjs'
import { findPython } from './find-python.mjs'
import { runPip } from './pip.mjs'
import { PLATFORM } from './repository.mjs'
import { say } from './report.mjs'
import { lastWords, runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'
import { withTemporary, moveIntoPlace } from './temporary.mjs'
import { unzip } from './unzip.mjs'
import { TENSORFLOW } from './versions.mjs'
import { watchGrowth } from './watch-growth.mjs'

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
/** Weight of the unpacked files, for the progress line. */
const UNPACKED_BYTES = 853_500_000
/** What the binding's C++ includes, below `tensorflow/include/` in the wheel. */
const HEADERS =
  /^(tensorflow\/c\/(c_api|c_api_macros|tf_attrtype|tf_buffer|tf_datatype|tf_status|tf_tensor|tf_tstring|eager\/c_api)|(tensorflow\/core|tsl)\/platform\/ctstring(_internal)?|xla\/tsl\/c\/tsl_status)\.h$/

/** @returns {string} the cache's folder with `lib` and `include` of TensorFlow's C library */
export function tensorflowFolder() {
  return join(cacheFolder(), `tensorflow-${TENSORFLOW.version}-${PLATFORM}`)
}

/** TensorFlow's C library, out of the Python wheel. */
export const libtensorflow = {
  name: 'TensorFlow',
  needsBytes: TENSORFLOW.needsBytes,
  isReady: () => existsSync(join(tensorflowFolder(), 'lib')),
  async install() {
    await withTemporary(cacheFolder(), async (temporary) => {
      const wheel = await downloadWheel(temporary)
      const made = join(temporary, 'made')
      await watchGrowth({ name: 'TensorFlow, unpacking', paths: [made], totalBytes: UNPACKED_BYTES }, () =>
        unzip(wheel, made, chooseFile),
      )
      await rm(wheel)
      await stripLibrary(join(made, 'lib', 'libtensorflow_cc.so.2'))
      await moveIntoPlace(made, tensorflowFolder())
    })
  },
}

/**
 * Where a file of the wheel goes below the cache's folder.
 * @param {string} name
 * @returns {string | null} null for what is not needed
 */
export function chooseFile(name) {
  const library = LIBRARIES.find((file) => name === `tensorflow/${file}`)
  if (library !== undefined) return `lib/${library}`
  const header = name.replace(/^tensorflow\/include\//, '')
  return header !== name && HEADERS.test(header) ? `include/${header}` : null
}

/**
 * @param {string} temporary
 * @returns {Promise<string>} path of the wheel, its hash checked
 */
async function downloadWheel(temporary) {
  const python = await findPython({ modules: ['pip'] })
  if (python === null) throw pipMissing()
  const { package: name, version, tag, sha256, bytes } = TENSORFLOW
  const folder = join(temporary, 'wheel')
  await mkdir(folder)
  const choice = ['--only-binary=:all:', '--python-version', TENSORFLOW.python, '--platform', tag]
  const args = ['download', '--no-deps', ...choice, '--dest', folder, `${name}==${version}`]
  const what = { name: `TensorFlow ${version} (pip)`, paths: [temporary], totalBytes: bytes }
  const outcome = await watchGrowth(what, () => runPip(python.command, args, temporary))
  const [file] = await readdir(folder)
  if (outcome.code !== 0 || file === undefined) {
    throw new SetUpError(
      'pip-failed',
      `pip could not download ${name} ${version} (${lastWords(outcome)}).`,
      'check that pip reaches its index, then run the same command again',
    )
  }
  const wheel = join(folder, file)
  await requireSha256(file, wheel, sha256)
  return wheel
}

/** The sentence for a machine without pip. */
export function pipMissing() {
  return new SetUpError(
    'no-pip',
    'Python 3 with pip was not found; TensorFlow comes from its package index.',
    process.platform === 'linux'
      ? 'sudo apt-get install -y python3-pip   (or your distribution’s package of that name)'
      : 'install Python 3 from python.org, which brings pip',
  )
}

/**
 * Drops a quarter of the library that only debuggers read. Without binutils it stays as it is: larger, as good.
 * @param {string} library
 */
async function stripLibrary(library) {
  const stripped = `${library}.stripped`
  const outcome = await runCommand('strip', ['--strip-unneeded', '-o', stripped, library])
  if (outcome.code === 0) await rename(stripped, library)
  else {
    await rm(stripped, { force: true })
    say('  strip (of binutils) is missing, so TensorFlow takes 205 MB more on disk; nothing else changes')
  }
}
