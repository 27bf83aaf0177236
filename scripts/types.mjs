import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { requireOurNode } from './run/node-path.mjs'
import { inModules, ROOT } from './setup/repository.mjs'
import { runCommand } from './setup/run-command.mjs'
import { runEntry } from './setup/set-up-error.mjs'

const PROJECTS = ['main', 'shared', 'renderer', 'test', 'scripts', 'bench']

/**
 * Checks the types of every part that has a tsconfig.json, two at a time; prints what is wrong.
 * @returns {Promise<number>} exit code
 */
export async function checkTypes() {
  const waiting = PROJECTS.filter((name) => existsSync(join(ROOT, name, 'tsconfig.json')))
  let code = 0
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (!(await checkProject(name))) code = 1
    }
  }
  await Promise.all([work(), work()])
  return code
}

/** @param {string} name */
async function checkProject(name) {
  const checker = inModules('vue-tsc', 'bin', 'vue-tsc.js')
  const args = [checker, '--noEmit', '--pretty', 'false', '-p', join(ROOT, name)]
  const { code, stdout, stderr } = await runCommand(requireOurNode(), args, { cwd: ROOT })
  if (code !== 0) process.stdout.write(`${name}:\n${stdout}${stderr}`)
  return code === 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runEntry(checkTypes)
