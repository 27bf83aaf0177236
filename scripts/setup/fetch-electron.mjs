// Run by our Node, as a process of its own that can be ended: `fetch-electron.mjs <download folder> <target folder>`.
// The same as electron's install.js, whose parts these are, except that nothing is written into node_modules.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inModules } from './repository.mjs'

const [download = '', target = ''] = process.argv.slice(2)
const fromElectron = createRequire(inModules('electron', 'package.json'))
const { version } = fromElectron('./package.json')
const { downloadArtifact } = await load('@electron/get')
const { extract } = await load('@electron-internal/extract-zip')

const zip = await downloadArtifact({
  version,
  artifactName: 'electron',
  platform: process.platform,
  arch: process.arch,
  checksums: fromElectron('./checksums.json'),
  cacheRoot: join(download, 'cache'),
  tempDirectory: download,
  downloadOptions: { quiet: true },
})
await extract(zip, { dir: target })

/** @param {string} name */
function load(name) {
  return import(pathToFileURL(fromElectron.resolve(name)).href)
}
