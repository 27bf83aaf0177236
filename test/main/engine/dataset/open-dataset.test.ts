import { rmSync } from 'node:fs'
import { chmod, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDeflate } from 'node:zlib'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { datasetSummarySchema, type ProblemCode } from '../../../../shared/contract/dataset.ts'
import { events } from '../../../../shared/contract/events.ts'
import {
  loadDataset,
  openDataset,
  type OpenOptions,
  type ScanProgress,
} from '../../../../main/engine/dataset/dataset.ts'
import { png, pngOf, temporaryFolder, twoClasses, writeTree } from './image-files.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/images')

async function open(path: string, more: Partial<OpenOptions> = {}) {
  const split = { validation: 0.2, test: 0, seed: 1 }
  return openDataset({ path, split, store: await temporaryFolder(), ...more })
}

async function openTree(files: Record<string, Buffer | string>, more: Partial<OpenOptions> = {}) {
  const folder = await temporaryFolder()
  await writeTree(folder, files)
  return { folder, result: await open(folder, more) }
}

async function opened(files: Record<string, Buffer | string>, more: Partial<OpenOptions> = {}) {
  const { folder, result } = await openTree(files, more)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return { folder, dataset: result.value, summary: result.value.summary }
}

describe('a folder of class folders', () => {
  it('becomes a dataset with its counts, and is remembered', async () => {
    const store = await temporaryFolder()
    const { folder, dataset, summary } = await opened(twoClasses(10), { store })
    expect(datasetSummarySchema.parse(summary)).toEqual(summary)
    expect(summary).toMatchObject({ kind: 'folder', imageCount: 20, problems: [], splitFrom: 'seed' })
    expect(summary.classes).toEqual([
      { label: 'cat', count: 10, training: 8, validation: 2, test: 0 },
      { label: 'dog', count: 10, training: 8, validation: 2, test: 0 },
    ])
    expect(dataset.path).toBe(folder)
    expect(dataset.images[11]).toMatchObject({ index: 11, file: 'dog/001.png', classIndex: 1, width: 6, height: 5 })
    expect(await loadDataset(store, summary.datasetId)).toEqual({ ok: true, value: dataset })
    expect(await loadDataset(store, '0123456789abcdef')).toMatchObject({ error: { code: 'dataset-unknown' } })
    expect(await loadDataset(store, '../../secret')).toMatchObject({ error: { code: 'dataset-unknown' } })
    await writeFile(join(store, 'datasets', `${summary.datasetId}.json`), '{"formatVersion":1}')
    expect(await loadDataset(store, summary.datasetId)).toMatchObject({ error: { code: 'dataset-unknown' } })
  })

  it('counts images in deeper folders to their class, and passes over what systems leave behind', async () => {
    const { summary } = await opened({
      ...twoClasses(4),
      'cat/kittens/grey/1.png': png(4, 4),
      'cat/.DS_Store': 'x',
      'dog/Thumbs.db': 'x',
      '__MACOSX/cat/._1.png': 'x',
      '.git/HEAD': 'x',
      'LICENSE.txt': 'x',
      'README.md': 'x',
      'dog/annotations.csv': 'x',
    })
    expect(summary.classes.map(({ label, count }) => [label, count])).toEqual([
      ['cat', 5],
      ['dog', 4],
    ])
    expect(summary.problems).toEqual([])
  })

  it('is found inside a wrapper folder', async () => {
    const files = Object.fromEntries(Object.entries(twoClasses(3)).map(([name, file]) => [`pets/all/${name}`, file]))
    const { dataset } = await opened(files)
    expect(dataset.summary.classes.map(({ label }) => label)).toEqual(['cat', 'dog'])
    expect(dataset.images[0]?.file).toBe('pets/all/cat/000.png')
  })

  it('keeps the width and height that EXIF turns round', async () => {
    const turned = await readFile(join(fixtures, 'orientation-6.jpg'))
    const { dataset } = await opened({ ...twoClasses(2), 'cat/turned.jpg': turned })
    expect(dataset.images.find(({ file }) => file === 'cat/turned.jpg')).toMatchObject({ width: 36, height: 52 })
  })

  it('reports its progress: at once, with counts, and at last all of them', async () => {
    const reports: ScanProgress[] = []
    await opened({ ...twoClasses(20), 'cat/text.jpg': 'text' }, { onProgress: (report) => reports.push(report) })
    for (const report of reports) expect(events['dataset:progress'].parse(report)).toEqual(report)
    expect(reports[0]).toMatchObject({ filesSeen: 0 })
    expect(reports.at(-1)).toMatchObject({ filesSeen: 41, filesChecked: 41, problemCount: 1 })
    expect(reports.at(-1)?.classes).toEqual([
      { label: 'cat', count: 20 },
      { label: 'dog', count: 20 },
    ])
  })
})

describe('folders that give the split', () => {
  it('hold, also under the longer names', async () => {
    const { summary } = await opened({
      'train/cat/1.png': png(4, 4),
      'train/dog/1.png': png(4, 4),
      'train/dog/2.png': png(4, 4),
      'valid/cat/1.png': png(4, 4),
      'Test/dog/9.png': png(4, 4),
      'train/loose.png': png(4, 4),
      'unsorted/1.png': png(4, 4),
    })
    expect(summary.splitFrom).toBe('folders')
    expect(summary.classes).toEqual([
      { label: 'cat', count: 2, training: 1, validation: 1, test: 0 },
      { label: 'dog', count: 3, training: 2, validation: 0, test: 1 },
    ])
    expect(summary.problems).toEqual([
      { file: 'train/loose.png', code: 'outside-classes', action: 'left-out' },
      { file: 'unsorted', code: 'outside-classes', action: 'left-out' },
    ])
  })

  it('leave out a class that has nothing to train on', async () => {
    const parts = ['train/cat/1.png', 'train/dog/1.png', 'val/cat/1.png', 'val/dog/2.png', 'val/owl/1.png']
    const { summary } = await opened(Object.fromEntries(parts.map((file) => [file, png(4, 4)])))
    expect(summary.classes.map(({ label }) => label)).toEqual(['cat', 'dog'])
    expect(summary.problems).toMatchObject([{ file: 'val/owl', code: 'empty-class', action: 'left-out' }])
  })

  it('may be without one for validation: then training images validate', async () => {
    const train = Object.entries(twoClasses(10)).map(([name, file]) => [`train/${name}`, file] as const)
    const test = ['test/cat/x.png', png(4, 4)] as const
    const { summary } = await opened(Object.fromEntries([...train, test]))
    expect(summary.classes[0]).toEqual({ label: 'cat', count: 11, training: 8, validation: 2, test: 1 })
  })

  it('are classes when they hold images themselves', async () => {
    const { summary } = await opened({ 'train/1.png': png(4, 4), 'train/2.png': png(4, 4), 'test/1.png': png(4, 4) })
    expect(summary.classes.map(({ label }) => label)).toEqual(['test', 'train'])
  })
})

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
    const result = await open(folder)
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
    const result = await open(folder)
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
    const result = await open(folder, {
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

describe('what is not a dataset fails with its reason', () => {
  it.each<[string, Record<string, Buffer | string>, object]>([
    ['an empty folder', {}, { code: 'dataset-empty' }],
    ['images without class folders', { 'a.png': png(4, 4) }, { code: 'not-a-dataset' }],
    [
      'one class',
      { 'cat/1.png': png(4, 4), 'cat/2.png': png(4, 4) },
      { code: 'dataset-one-class', data: { label: 'cat' } },
    ],
    ['two classes, one of them empty', { 'cat/1.png': png(4, 4), 'dog/x.jpg': 'x' }, { code: 'dataset-one-class' }],
    ['only text named .jpg', { 'cat/1.jpg': 'x', 'dog/1.jpg': 'x' }, { code: 'dataset-empty' }],
    ['an image for each class', { 'cat/1.png': png(4, 4), 'dog/1.png': png(4, 4) }, { code: 'dataset-too-few' }],
  ])('%s', async (_, files, error) => {
    expect((await openTree(files)).result).toMatchObject({ ok: false, error })
  })

  it('says what was left out when nothing remains', async () => {
    const { result } = await openTree({ 'cat/1.jpg': 'x', 'cat/2.jpg': 'x', 'dog/1.jpg': '' })
    expect(result.ok ? '' : result.error.cause).toBe('left out: 2 not-an-image (cat/1.jpg), 1 truncated (dog/1.jpg)')
  })

  it('a path that is not there, and a file that is no archive', async () => {
    const folder = await temporaryFolder()
    expect(await open(join(folder, 'nothing'))).toMatchObject({ error: { code: 'not-found' } })
    await writeTree(folder, { 'notes.txt': 'text' })
    expect(await open(join(folder, 'notes.txt'))).toMatchObject({ error: { code: 'not-a-dataset' } })
  })

  it('a scan that is cancelled, before and during', async () => {
    const early = await openTree(twoClasses(3), { signal: AbortSignal.abort() })
    expect(early.result).toMatchObject({ error: { code: 'cancelled' } })
    const controller = new AbortController()
    const during = await openTree(twoClasses(50), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    expect(during.result).toMatchObject({ error: { code: 'cancelled' } })
  })
})
