// What Electron's own default app does and the stand-in lacks: run the app folder that the command line names. A module
// with top-level await, so that Electron holds its `ready` back until the app's main file has run.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

// Read whole before anything is required: Playwright's loader, which comes as `-r`, edits the arguments.
const { folder, preloads } = readArguments(process.argv.slice(1))
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const name = manifest.productName ?? manifest.name

app.setAppPath(folder)
app.setName(name)
app.setVersion(manifest.version ?? '0.0.0')
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), name))

const require = createRequire(join(folder, 'package.json'))
for (const preload of preloads) require(preload)
await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href)

/** @param {readonly string[]} args */
function readArguments(args) {
  const preloads = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '-r' || arg === '--require') preloads.push(args[++at] ?? '')
    else if (!arg.startsWith('-')) return { folder: resolve(arg), preloads }
  }
  return { folder: process.cwd(), preloads }
}
