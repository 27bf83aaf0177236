import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { findPython } from '../../../scripts/setup/find-python.mjs'
import { requireSpace } from '../../../scripts/setup/free-space.mjs'
import { temporaryFolder } from '../temporary-folder.ts'

const setUpScript = join(import.meta.dirname, '..', '..', '..', 'scripts', 'setup.mjs')

/** Set-up on a machine whose PATH is empty, with a cache of its own. */
async function setUpWithoutTools(cache: string) {
  const env = { ...process.env, PATH: '', XW_CACHE: cache }
  const child = spawn(process.execPath, [setUpScript, '--door', 'terminal'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close') as Promise<[number]>
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code, stdout, stderr }
}

// Both stop before anything is linked into node_modules.
test.runIf(process.platform === 'linux' && process.arch === 'x64').each([
  { tool: 'pip', prepared: [], sentence: 'Python 3 with pip was not found', mend: 'apt-get install -y python3-pip' },
  {
    tool: 'g++',
    prepared: ['tensorflow-2.21.0-linux-x64/lib'],
    sentence: 'g++ was not found',
    mend: 'apt-get install -y g++',
  },
])('without $tool: one sentence, the command, exit code 1, no stack', async ({ prepared, sentence, mend }) => {
  const cache = await temporaryFolder()
  for (const folder of prepared) await mkdir(join(cache, folder), { recursive: true })
  const { code, stdout, stderr } = await setUpWithoutTools(cache)
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain(sentence)
  expect(stderr).toContain(mend)
  expect(stderr).not.toMatch(/^\s+at /m)
})

test('a cache folder that cannot be made', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  const { code, stderr } = await setUpWithoutTools(join(file, 'cache'))
  expect(code).toBe(1)
  expect(stderr).toContain('XW_CACHE')
  expect(stderr).not.toMatch(/^\s+at /m)
})

test('a disk that is too full', async () => {
  await expect(requireSpace('/cache', 3e9, async () => 1e9)).rejects.toMatchObject({
    code: 'no-space',
    message: '3.0 GB of disk space are needed in /cache, and 1.0 GB are free.',
  })
  await requireSpace('/cache', 3e9, async () => 3e9)
})

test.runIf(process.platform !== 'win32')('a Python counts by what it is, not by its name', async () => {
  const folder = await temporaryFolder()
  const python = async (name: string, body: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`)
    await chmod(join(folder, name), 0o755)
  }
  const find = () => findPython({ modules: ['venv'], from: [3, 11], to: [3, 13] }, { PATH: folder })
  expect(await find()).toBeNull()
  // A launcher with nothing behind it, one too old, one too new, one that will do.
  await python('python3', 'exit 127')
  await python('python', 'echo 3.9')
  await python('python3.13', 'echo 3.14')
  expect(await find()).toBeNull()
  await python('python3.12', 'echo 3.12')
  expect(await find()).toEqual({ command: ['python3.12'], version: '3.12' })
})
