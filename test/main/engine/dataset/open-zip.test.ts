import { lstat, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import {
  loadDataset,
  openDataset,
  readImage,
  samplePath,
  type Dataset,
  type ScanProgress,
} from '../../../../main/engine/dataset/dataset.ts'
import { ZIP_LIMITS, type ZipLimits } from '../../../../main/engine/dataset/read-zip-plan.ts'
import { openZipTree } from '../../../../main/engine/dataset/zip-tree.ts'
import { png, renameInZip, temporaryFolder, twoClasses, writeZip } from './image-files.ts'

const split = { validation: 0.2, test: 0, seed: 1 }

async function zipped(files: Record<string, Buffer>, compress = false) {
  const folder = await temporaryFolder()
  const path = join(folder, 'pets.zip')
  await writeZip(path, files, compress)
  return { path, store: join(folder, 'store') }
}

/** Opens an archive after its bytes were changed. */
async function openHostile(files: Record<string, Buffer>, change: (zip: Buffer) => Buffer, compress = false) {
  const { path, store } = await zipped(files, compress)
  await writeFile(path, change(await readFile(path)))
  return openDataset({ path, split, store })
}

async function contents(dataset: Dataset): Promise<Record<string, Buffer>> {
  const read = dataset.images.map(async ({ index, file }) => {
    const image = await readImage(dataset, index)
    if (!image.ok) throw new Error(JSON.stringify(image.error))
    return [file, image.value] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

describe('a zip of class folders', () => {
  it.each(['stored', 'deflated'])('is read where it is, %s, and found again', async (how) => {
    const { path, store } = await zipped(
      { ...twoClasses(5), 'README.md': Buffer.from('x'), '__MACOSX/cat/._0': png(2, 2) },
      how === 'deflated',
    )
    const reports: ScanProgress[] = []
    const first = await openDataset({ path, split, store, onProgress: (report) => reports.push(report) })
    if (!first.ok) throw new Error(JSON.stringify(first.error))
    const { summary, root } = first.value
    expect(summary).toMatchObject({ name: 'pets.zip', kind: 'zip', imageCount: 10, problems: [] })
    expect([first.value.path, root]).toEqual([path, path])
    expect(reports.at(-1)).toMatchObject({ filesSeen: 10, filesChecked: 10 })
    expect(await contents(first.value)).toEqual(twoClasses(5))
    expect(await readdir(store)).toEqual(['datasets'])
    expect(await openDataset({ path, split, store })).toEqual(first)
    expect(await loadDataset(store, summary.datasetId)).toEqual(first)
  })

  it('is another dataset once it was changed, and none when it is gone', async () => {
    const { path, store } = await zipped(twoClasses(5))
    const first = await openDataset({ path, split, store })
    const datasetId = first.ok ? first.value.summary.datasetId : ''
    await utimes(path, 1, 1)
    expect(await loadDataset(store, datasetId)).toMatchObject({ error: { code: 'dataset-unknown' } })
    await rm(path)
    expect(await loadDataset(store, datasetId)).toMatchObject({ error: { code: 'not-found' } })
  })

  it('says which image is damaged, when it is opened and when it is read', async () => {
    const { path, store } = await zipped(twoClasses(5))
    const before = await openDataset({ path, split, store })
    const zip = await readFile(path)
    const at = zip.indexOf(twoClasses(5)['dog/002.png'] ?? '') + 45
    zip.writeUInt8((zip[at] ?? 0) ^ 255, at)
    await writeFile(path, zip)
    const after = await openDataset({ path, split, store })
    expect(after.ok && after.value.summary.problems).toMatchObject([
      { file: 'dog/002.png', code: 'unreadable', detail: 'its bytes in the archive are damaged' },
    ])
    const index = before.ok ? before.value.images.findIndex(({ file }) => file === 'dog/002.png') : -1
    expect(before.ok && (await readImage(before.value, index))).toMatchObject({
      error: { code: 'image-unreadable', data: { path: 'dog/002.png' } },
    })
  })

  it('keeps empty class folders, so that they are reported', async () => {
    const { path, store } = await zipped({})
    const zip = new ZipFile()
    for (const [name, content] of Object.entries(twoClasses(2))) zip.addBuffer(content, name)
    zip.addEmptyDirectory('owl')
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(path))
    const result = await openDataset({ path, split, store })
    expect(result.ok && result.value.summary.problems).toMatchObject([{ file: 'owl', code: 'empty-class' }])
  })

  it('may hold compressed entries and large ones', async () => {
    const large = Buffer.concat([
      png(4, 4),
      Buffer.from(Array.from({ length: 1_500_000 }, (_, at) => (at * at * 7) >> 3)),
    ])
    for (const compress of [true, false]) {
      const { path, store } = await zipped({ ...twoClasses(2), 'dog/large.png': large }, compress)
      const result = await openDataset({ path, split, store })
      if (!result.ok) throw new Error(JSON.stringify(result.error))
      expect((await contents(result.value))['dog/large.png']).toEqual(large)
    }
  })

  it('may be cancelled in the middle', async () => {
    const { path, store } = await zipped(twoClasses(200))
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    const result = await openDataset({ path, split, store, signal: controller.signal, onProgress })
    expect(result).toMatchObject({ error: { code: 'cancelled' } })
  })

  it('may be moved when it is the sample', async () => {
    const store = await temporaryFolder()
    const opened = await openDataset({ path: samplePath(), kind: 'sample', split, store })
    if (!opened.ok) throw new Error(JSON.stringify(opened.error))
    const { datasetId } = opened.value.summary
    const saved = join(store, 'datasets', `${datasetId}.json`)
    await writeFile(saved, (await readFile(saved, 'utf8')).replace(samplePath(), '/elsewhere/sample.zip'))
    expect(await loadDataset(store, datasetId)).toEqual(opened)
  })
})

describe('hostile and damaged archives are refused', () => {
  it.each([
    ['a path that climbs', 'cat/00000000.png', '../../../cat.png'],
    ['an absolute path', 'cat/00000000.png', '/etc/0000000.png'],
    ['backslashes', 'cat/00000000.png', '..\\..\\000000.png'],
    ['a drive letter', 'cat/00000000.png', 'C:/windows/0.png'],
    ['a dot in between', 'cat/00000000.png', 'cat/./000000.png'],
  ])('%s', async (_, from, to) => {
    const result = await openHostile({ [from]: png(2, 2), 'dog/1.png': png(2, 2) }, (zip) => renameInZip(zip, from, to))
    expect(result).toMatchObject({ ok: false, error: { code: 'archive-unsafe', data: { entry: to } } })
  })

  it('a link', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'link.zip')
    const zip = new ZipFile()
    zip.addBuffer(Buffer.from('/etc/passwd'), 'cat/link.png', { mode: 0o120777, compress: false })
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(path))
    const result = await openDataset({ path, split, store: join(folder, 'store') })
    expect(result).toMatchObject({ error: { code: 'archive-unsafe', data: { entry: 'cat/link.png' } } })
  })

  it('a bomb of zeros, whatever it is called', async () => {
    for (const name of ['cat/zeros.png', 'cat/zeros.txt']) {
      const bomb = { [name]: Buffer.alloc(30_000_000), 'dog/1.png': png(2, 2) }
      const result = await openHostile(bomb, (zip) => zip, true)
      expect(result).toMatchObject({
        error: { code: 'archive-too-large', data: { limit: '200 times its packed size' } },
      })
    }
  })

  it.each<[string, Partial<ZipLimits>, string]>([
    ['entries', { entries: 9 }, '9 entries'],
    ['bytes', { totalBytes: 512 }, `${512 / 1024 ** 3} GiB`],
    ['folders in folders', { depth: 1 }, '1 levels of folders'],
  ])('too many %s', async (_, limits, limit) => {
    const { path } = await zipped(twoClasses(5))
    const result = await openZipTree(path, undefined, { ...ZIP_LIMITS, ...limits })
    expect(result).toMatchObject({ error: { code: 'archive-too-large', data: { limit } } })
  })

  it('an entry that lies about its size', async () => {
    const content = Buffer.alloc(50_000, 'abcdefgh')
    const result = await openHostile(
      { 'cat/1.png': content, 'dog/1.png': png(2, 2) },
      (zip) => {
        const size = Buffer.alloc(4)
        size.writeUInt32LE(content.length)
        const lie = Buffer.alloc(4)
        lie.writeUInt32LE(10)
        return Buffer.from(zip.toString('latin1').replaceAll(size.toString('latin1'), lie.toString('latin1')), 'latin1')
      },
      true,
    )
    expect(result).toMatchObject({
      error: { code: 'dataset-one-class', cause: expect.stringContaining('1 unreadable (cat/1.png)') },
    })
  })

  it('a truncated archive, and a text that calls itself one', async () => {
    expect(await openHostile(twoClasses(5), (zip) => zip.subarray(0, zip.length / 2))).toMatchObject({
      error: { code: 'archive-invalid' },
    })
    expect(await openHostile({}, () => Buffer.from('not a zip'))).toMatchObject({ error: { code: 'archive-invalid' } })
  })

  it('an archive without images', async () => {
    const { path, store } = await zipped({ 'notes.txt': Buffer.from('x') })
    expect(await openDataset({ path, split, store })).toMatchObject({ error: { code: 'dataset-empty' } })
  })

  it('a store that cannot be written', async () => {
    const { path } = await zipped(twoClasses(3))
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'store'), 'a file where the folder should be')
    const result = await openDataset({ path, split, store: join(folder, 'store') })
    expect(result).toMatchObject({ error: { code: 'not-found', data: { path: join(folder, 'store') } } })
  })
})

describe('the bundled sample', () => {
  it('has 400 training and 100 validation images in each of 10 classes, under 5 MB, with its licence', async () => {
    const store = await temporaryFolder()
    const result = await openDataset({ path: samplePath(), kind: 'sample', split, store })
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    const { summary, images } = result.value
    expect(summary).toMatchObject({ kind: 'sample', splitFrom: 'folders', problems: [], imageCount: 5000 })
    expect(summary.classes).toHaveLength(10)
    for (const one of summary.classes) expect(one).toMatchObject({ training: 400, validation: 100, test: 0 })
    expect(images.every(({ width, height }) => width === 28 && height === 28)).toBe(true)
    expect((await lstat(samplePath())).size).toBeLessThan(5_000_000)
    const licence = await readFile(samplePath().replace('.zip', '-LICENSE.txt'), 'utf8')
    expect(licence).toContain('MIT License')
    expect((await readFile(samplePath())).includes(licence)).toBe(true)
  })
})
