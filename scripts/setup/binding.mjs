import { existsSync } from 'node:fs'
import { copyFile, lstat, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { tensorflowFolder } from './libtensorflow.mjs'
import { ourNode } from './our-node.mjs'
import { inModules, PLATFORM } from './repository.mjs'
import { lastWords, runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'
import { withTemporary, moveIntoPlace } from './temporary.mjs'
import { dependencyVersion, TENSORFLOW } from './versions.mjs'

const PACKAGE = inModules('@tensorflow', 'tfjs-node')

/** @returns {string} the built binding in the cache; one for every Node, since it is written against N-API */
export function bindingFile() {
  const version = `${dependencyVersion('@tensorflow/tfjs-node')}-tensorflow-${TENSORFLOW.version}`
  return join(cacheFolder(), `tfjs-node-${version}-${PLATFORM}`, 'tfjs_binding.node')
}

/** tfjs-node's own C++ between JavaScript and TensorFlow, compiled here. */
export const binding = {
  name: 'tfjs-node’s binding',
  needsBytes: 20_000_000,
  isReady: () => existsSync(bindingFile()),
  async install() {
    await withTemporary(cacheFolder(), async (temporary) => {
      const made = join(temporary, 'tfjs_binding.node')
      await compile(made)
      await tryToLoad(made)
      await moveIntoPlace(made, bindingFile())
    })
  },
}

/** @param {string} target */
async function compile(target) {
  const includes = [inModules('node-api-headers', 'include'), join(tensorflowFolder(), 'include'), PACKAGE]
  const args = [
    ...['-O2', '-fPIC', '-shared', '-std=c++17', '-DNAPI_VERSION=8', '-s'],
    ...includes.map((folder) => `-I${folder}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(PACKAGE, 'binding', file)),
    ...['-o', target, `-L${join(tensorflowFolder(), 'lib')}`],
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
  ]
  const outcome = await runCommand('g++', args)
  if (!outcome.found) throw compilerMissing()
  if (outcome.code === 0) return
  throw new SetUpError(
    'compile-failed',
    `g++ could not compile tfjs-node’s binding (${lastWords(outcome)}).`,
    'g++ 9 or newer is needed: sudo apt-get install -y g++',
  )
}

/** The sentence for a machine without a compiler. */
export function compilerMissing() {
  return new SetUpError(
    'no-compiler',
    'g++ was not found; it compiles the small binding between Node and TensorFlow.',
    'sudo apt-get install -y g++   (Fedora: sudo dnf install gcc-c++)',
  )
}

/**
 * Loads a fresh binding once in a process of its own: an old C library or a CPU without AVX shows here.
 * @param {string} file
 */
async function tryToLoad(file) {
  const env = { ...process.env, LD_LIBRARY_PATH: join(tensorflowFolder(), 'lib'), TF_CPP_MIN_LOG_LEVEL: '2' }
  const script = 'process.dlopen({ exports: {} }, process.argv[1])'
  const outcome = await runCommand(ourNode() ?? process.execPath, ['-e', script, file], { env })
  if (outcome.code === 0) return
  const why = outcome.signal === 'SIGILL' ? 'this CPU lacks AVX, which TensorFlow is compiled for' : lastWords(outcome)
  throw new SetUpError(
    'binding-does-not-load',
    `TensorFlow ${TENSORFLOW.version} does not load on this machine (${why}).`,
    'it needs a 64-bit x86 CPU with AVX and glibc 2.27 or newer, as in Ubuntu 20.04 or Debian 11',
  )
}

/** The places in node_modules where tfjs-node looks; npm wipes them with every install. */
export const tensorflowLinks = {
  name: 'links to TensorFlow',
  needsBytes: 0,
  isReady: async () =>
    (await readlink(join(PACKAGE, 'deps', 'lib')).catch(() => '')) === join(tensorflowFolder(), 'lib') &&
    existsSync(join(tensorflowFolder(), 'lib')) &&
    (await isCurrentCopy()),
  async install() {
    // `deps` and `lib` may be links themselves, made by hand.
    for (const folder of ['deps', join('lib'), join('lib', 'napi-v8')]) await makeRealFolder(join(PACKAGE, folder))
    await replace(join(PACKAGE, 'deps', 'lib'), (place) => symlink(join(tensorflowFolder(), 'lib'), place))
    await replace(linkedBinding, (place) => copyFile(bindingFile(), place))
  },
}

const linkedBinding = join(PACKAGE, 'lib', 'napi-v8', 'tfjs_binding.node')

/** A copy, not a link: the library is found relative to where the binding really lies. */
async function isCurrentCopy() {
  const [copy, original] = await Promise.all(
    [linkedBinding, bindingFile()].map((file) => lstat(file).catch(() => null)),
  )
  return copy?.isFile() === true && copy.size === original?.size && copy.mtimeMs >= original.mtimeMs
}

/** @param {string} folder */
async function makeRealFolder(folder) {
  const stats = await lstat(folder).catch(() => null)
  if (stats !== null && !stats.isDirectory()) await rm(folder)
  await mkdir(folder, { recursive: true })
}

/**
 * @param {string} place
 * @param {(temporary: string) => Promise<void>} make
 */
async function replace(place, make) {
  const temporary = `${place}.${process.pid}`
  await mkdir(dirname(place), { recursive: true })
  await rm(temporary, { recursive: true, force: true })
  await make(temporary)
  await rm(place, { recursive: true, force: true })
  await rename(temporary, place)
}
