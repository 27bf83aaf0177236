import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../setup/lock.mjs'
import { say } from '../setup/report.mjs'
import { inModules, ROOT } from '../setup/repository.mjs'
import { lastWords, runCommand } from '../setup/run-command.mjs'
import { requireOurNode } from './node-path.mjs'

/** Everything that ends up in `out`; the engine runs from its sources, but main shares files with it. */
const SOURCES = ['main', 'renderer', 'shared', 'electron.vite.config.ts', 'package.json', 'package-lock.json']
const OUT = join(ROOT, 'out')
const STAMP = join(OUT, 'built-from')

/**
 * Builds the window, Electron's main and the preload into `out`, unless their sources are those of the last build.
 * @returns {Promise<boolean>} false when the build failed; what it printed has been shown
 */
export async function buildWindow() {
  if (await isBuilt()) return true
  return await withLock(join(OUT, '.lock'), async () => (await isBuilt()) || (await build()))
}

async function isBuilt() {
  const built = existsSync(STAMP) ? await readFile(STAMP, 'utf8') : ''
  return built === (await hashSources())
}

async function build() {
  say('building the window')
  await mkdir(OUT, { recursive: true })
  await rm(STAMP, { force: true })
  const hash = await hashSources()
  const vite = inModules('electron-vite', 'bin', 'electron-vite.js')
  const outcome = await runCommand(requireOurNode(), [vite, 'build', '--logLevel', 'warn'], { cwd: ROOT })
  if (outcome.code !== 0) {
    say(`${outcome.stdout}${outcome.stderr}`.trim() || lastWords(outcome))
    return false
  }
  await writeFile(STAMP, hash)
  return true
}

/** @returns {Promise<string>} of names and contents: a fresh checkout of the same files is the same build */
async function hashSources() {
  const paths = (await Promise.all(SOURCES.map((name) => listFiles(join(ROOT, name))))).flat().sort()
  const contents = await Promise.all(paths.map((path) => readFile(path)))
  const hash = createHash('sha256')
  paths.forEach((path, index) => hash.update(`${path.slice(ROOT.length)}\0`).update(contents[index] ?? ''))
  return hash.digest('hex')
}

/**
 * @param {string} path of a file or folder
 * @returns {Promise<string[]>}
 */
async function listFiles(path) {
  try {
    const entries = await readdir(path, { withFileTypes: true })
    const inside = entries.map((entry) => {
      const child = join(path, entry.name)
      return entry.isDirectory() ? listFiles(child) : [child]
    })
    return (await Promise.all(inside)).flat()
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path]
    throw error
  }
}
