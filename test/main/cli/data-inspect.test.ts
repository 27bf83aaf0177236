import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DatasetSummary } from '../../../shared/contract/dataset.ts'
import { temporaryFolder, writeColours, type TemporaryFolder } from './image-folder.ts'
import { runCli } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

let folder: TemporaryFolder
let store: string
beforeAll(async () => {
  folder = await temporaryFolder()
  store = join(folder.path, 'store')
})
afterAll(() => folder.remove())

const inspect = (path: string, ...options: string[]) => runCli(['data', 'inspect', path, ...options], { store })

describe('data inspect', () => {
  it('counts classes and splits, and lists every problem', async () => {
    const images = await writeColours(join(folder.path, 'images'), 5, 8)
    await writeFile(join(images, 'red', 'notes.jpg'), 'not a picture')
    const whole = await readFile(join(images, 'red', '00.png'))
    await writeFile(join(images, 'green', 'cut.png'), whole.subarray(0, whole.length / 2))
    await mkdir(join(images, 'empty'))
    await symlink('/etc', join(images, 'blue', 'link'))
    const { code, stdout } = await inspect(images, '--json')
    const { classes, problems } = JSON.parse(stdout) as DatasetSummary
    expect(code).toBe(0)
    expect(classes.map(({ label, count }) => ({ label, count }))).toEqual([
      { label: 'blue', count: 5 },
      { label: 'green', count: 5 },
      { label: 'red', count: 5 },
    ])
    expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual([
      'blue/link link-skipped',
      'empty empty-class',
      'green/cut.png truncated',
      'red/notes.jpg not-an-image',
    ])
    const table = await inspect(images)
    expect(table.stdout).toMatch(/^all +15 +12 +3 +0$/m)
    expect(table.stdout).toContain('not-an-image: 1 (left out)\n    red/notes.jpg')
  })

  it('knows the bundled sample by name', async () => {
    const { code, stdout } = await inspect('sample', '--json')
    const { classes, problems, kind } = JSON.parse(stdout) as DatasetSummary
    expect({ code, kind, problems, classes: classes.length }).toEqual({
      code: 0,
      kind: 'sample',
      problems: [],
      classes: 10,
    })
  })
})

describe('what holds no dataset is refused in one line, with code 1', () => {
  const refused = async (path: string, expected: RegExp) => {
    const { code, stdout, stderr } = await inspect(path, '--json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(expected)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  }

  it('an empty folder', async () => {
    await mkdir(join(folder.path, 'nothing'))
    await refused(join(folder.path, 'nothing'), /^error dataset-empty: .*nothing holds no readable images/)
  })

  it('text named .jpg', async () => {
    for (const label of ['a', 'b']) {
      await mkdir(join(folder.path, 'text', label), { recursive: true })
      await writeFile(join(folder.path, 'text', label, 'x.jpg'), 'hello')
    }
    await refused(join(folder.path, 'text'), /^error dataset-empty: .*2 not-an-image \(a\/x.jpg\)/)
  })

  it('one class', async () => {
    const all = await writeColours(join(folder.path, 'all'), 2, 8)
    await cp(join(all, 'red'), join(folder.path, 'single', 'red'), { recursive: true })
    await refused(join(folder.path, 'single'), /^error dataset-one-class: .*holds only the class "red"/)
  })

  it('a folder that is not there', () => refused(join(folder.path, 'gone'), /^error not-found: .*gone is not there/))

  it('a file that is no archive', async () => {
    await writeFile(join(folder.path, 'notes.txt'), 'hello')
    await refused(join(folder.path, 'notes.txt'), /^error not-a-dataset: /)
  })
})
