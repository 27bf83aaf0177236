import { rmSync } from 'node:fs'
import { chmod, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createDeflate } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import type { ProblemCode } from '../../../../shared/contract/dataset.ts'
import { png, pngOf, temporaryFolder, twoClasses, writeTree } from './image-files.ts'
import { opened, openPath } from './open-tree.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/images')

describe('bad files are left out and reported, the rest is kept', () => {
  async function problemOf(name: string, content: Buffer | string): Promise<[ProblemCode, string] | undefined> {
    const { summary } = await opened({ ...twoClasses(3), [name]: content })
    expect(summary.imageCount).toBe(6)
    const [problem] = summary.problems
    expect(summary.problems).toMatchObject([{ file: name, action: 'left-out' }])
    return problem && [problem.code, problem.detail ?? '']
  }
  const fixture = (name: string) => readFile(join(fixtures, name))

  it('text named .jpg', async () => {
    expect(await problemOf('cat/a.jpg', 'hello')).toEqual(['not-an-image', ''])
  })
  it('an empty file', async () => {
    expect(await problemOf('cat/a.jpg', '')).toEqual(['truncated', 'the file is empty'])
  })
  it('a truncated JPEG', async () => {
    const whole = await fixture('orientation-1.jpg')
    expect(await problemOf('cat/a.jpg', whole.subarray(0, 800))).toEqual(['truncated', 'the end marker is missing'])
  })
  it('a truncated PNG', async () => {
    const whole = await fixture('alpha.png')
    expect(await problemOf('cat/a.png', whole.subarray(0, -8))).toEqual(['truncated', 'the end chunk is missing'])
  })
  it('a PNG that is whole but damaged inside', async () => {
    const bytes = await fixture('alpha.png')
    bytes[156] = (bytes[156] ?? 0) ^ 1
    expect((await problemOf('cat/a.png', bytes))?.[0]).toBe('unreadable')
  })
  it('formats that are not read', async () => {
    expect(await problemOf('dog/a.tiff', await fixture('not-ours.tiff'))).toEqual(['unsupported-format', 'TIFF'])
    expect(await problemOf('dog/a.svg', '<?xml version="1.0"?>\n<svg xmlns="x"/>')).toEqual([
      'unsupported-format',
      'SVG',
    ])
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')
    expect(await problemOf('dog/a.heic', heic)).toEqual(['unsupported-format', 'HEIC'])
  })
  it('a PNG bomb of 16,000 x 16,000, by its header', async () => {
    const rows = Readable.from(
      (function* () {
        for (let row = 0; row < 16_000; row += 100) yield Buffer.alloc(100 * 16_001)
      })(),
    )
    const bomb = pngOf(16_000, 16_000, await buffer(rows.pipe(createDeflate({ level: 1 }))), 0)
    expect(bomb.length).toBeLessThan(2_000_000)
    const before = process.memoryUsage.rss()
    expect(await problemOf('dog/bomb.png', bomb)).toEqual(['too-large', '16000 x 16000 pixels'])
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
  })
  it('an image outside the class folders', async () => {
    expect(await problemOf('loose.png', png(4, 4))).toEqual(['outside-classes', ''])
  })
  it('a file that may not be read', async () => {
    if (process.getuid?.() === 0) return // nothing is forbidden to root
    const folder = await temporaryFolder()
    await writeTree(folder, { ...twoClasses(3), 'cat/secret.png': png(4, 4) })
    await chmod(join(folder, 'cat/secret.png'), 0)
    const result = await openPath(folder)
    expect(result.ok && result.value.summary.problems).toMatchObject([{ file: 'cat/secret.png', code: 'unreadable' }])
  })

  it('links out of the folder, to folders and to nowhere; a link to a file inside is followed', async () => {
    const elsewhere = await temporaryFolder()
    await writeTree(elsewhere, { 'secret.png': png(4, 4) })
    const folder = await temporaryFolder()
    await writeTree(folder, twoClasses(3))
    await symlink(join(elsewhere, 'secret.png'), join(folder, 'cat/link.png'))
    await symlink('../dog', join(folder, 'cat/loop'))
    await symlink('nothing.png', join(folder, 'dog/broken.png'))
    await symlink('000.png', join(folder, 'dog/same.png'))
    await symlink(elsewhere, join(folder, 'owl'))
    const result = await openPath(folder)
    if (!result.ok) throw new Error(result.error.code)
    expect(result.value.summary.problems.map(({ file, code, detail }) => [file, code, detail])).toEqual([
      ['cat/link.png', 'link-skipped', 'it leads out of the dataset'],
      ['cat/loop', 'link-skipped', 'it leads to a folder'],
      ['dog/broken.png', 'link-skipped', 'it leads nowhere'],
      ['owl', 'link-skipped', undefined],
    ])
    expect(result.value.images.map(({ file }) => file)).toContain('dog/same.png')
  })

  it('a file that vanishes between listing and checking', async () => {
    const folder = await temporaryFolder()
    await writeTree(folder, twoClasses(30))
    // A clock that jumps makes every count a report, so that the moment can be hit.
    let time = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (time += 1000))
    const result = await openPath(folder, {
      onProgress: ({ filesSeen }) => {
        if (filesSeen === 60) rmSync(join(folder, 'dog/029.png'), { force: true })
      },
    })
    clock.mockRestore()
    if (!result.ok) throw new Error(result.error.code)
    expect(result.value.summary.problems).toMatchObject([{ file: 'dog/029.png', code: 'vanished', action: 'left-out' }])
    expect(result.value.summary.imageCount).toBe(59)
  })

  it('a class without images, and one with a single image', async () => {
    const { dataset } = await opened({ ...twoClasses(3), 'fox/1.png': png(4, 4), 'owl/notes.txt': 'none yet' })
    expect(dataset.summary.classes.map(({ label }) => label)).toEqual(['cat', 'dog', 'fox'])
    expect(dataset.summary.problems).toEqual([
      { file: 'fox', code: 'few-images', action: 'kept', detail: '1' },
      { file: 'owl', code: 'empty-class', action: 'left-out' },
    ])
    expect(dataset.images.find(({ file }) => file === 'fox/1.png')?.split).toBe('training')
  })
})
