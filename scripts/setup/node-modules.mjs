import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npmFailed, runNpm } from './npm.mjs'
import { hasOwnNode, ourNode } from './our-node.mjs'
import { ROOT } from './repository.mjs'
import { watchGrowth } from './watch-growth.mjs'

const STAGING = '.set-up-'
/** What a finished node_modules weighs, for the progress line. */
const USUAL_BYTES = 1_010_000_000

/** The packages of package-lock.json, and with them the Node that everything runs on. */
export const nodeModules = {
  name: 'packages',
  needsBytes: 1_350_000_000,
  spaceIn: ROOT,
  isReady: () => packagesAgree(ROOT) && (!hasOwnNode || ourNode() !== null),
  install: () => installPackages(ROOT),
}

/**
 * Whether node_modules holds what package-lock.json says, by npm's own record of what it installed: somebody's own
 * `npm ci` counts as much as ours.
 * @param {string} root
 */
export function packagesAgree(root) {
  const lock = readPackages(join(root, 'package-lock.json'))
  const record = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (lock === null || record === null) return false
  return Object.entries(lock).every(([path, wanted]) => {
    if (path === '') return true
    const present = record[path]
    // Optional ones are for other platforms, or for none.
    if (present === undefined) return wanted.optional === true
    return present.version === wanted.version && existsSync(join(root, path))
  })
}

/**
 * @param {string} path of a package-lock.json
 * @returns {Record<string, {version?: string, optional?: boolean}> | null} null when it is missing or half written
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null
  } catch {
    return null
  }
}

/**
 * Installs beside the present node_modules and swaps it in whole, so a kill leaves the old one or the new one.
 * @param {string} root
 */
async function installPackages(root) {
  const modules = join(root, 'node_modules')
  await removeStaging(root)
  const staging = await mkdtemp(join(root, STAGING))
  try {
    await writeFile(join(staging, '.gitignore'), '*\n')
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      await copyFile(join(root, file), join(staging, file))
    }
    const made = join(staging, 'node_modules')
    const what = { name: 'packages (npm)', paths: [made], totalBytes: USUAL_BYTES }
    const outcome = await watchGrowth(what, () => runNpm(['ci', '--prefer-offline'], staging))
    if (outcome.code !== 0) throw npmFailed('install the packages of package-lock.json', outcome)
    if (existsSync(modules)) await rename(modules, join(staging, 'old'))
    await rename(made, modules)
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => {})
  }
}

/**
 * Removes folders that a killed set-up left in the checkout.
 * @param {string} root
 */
async function removeStaging(root) {
  const left = (await readdir(root)).filter((name) => name.startsWith(STAGING))
  await Promise.all(left.map((name) => rm(join(root, name), { recursive: true, force: true }).catch(() => {})))
}
