import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { datasetSummarySchema } from '../../../../shared/contract/dataset.ts'
import { events } from '../../../../shared/contract/events.ts'
import { loadDataset, type ScanProgress } from '../../../../main/engine/dataset/dataset.ts'
import { png, temporaryFolder, twoClasses, writeTree } from './image-files.ts'
import { opened, openPath, openTree } from './open-tree.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/images')

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
    expect(await openPath(join(folder, 'nothing'))).toMatchObject({ error: { code: 'not-found' } })
    await writeTree(folder, { 'notes.txt': 'text' })
    expect(await openPath(join(folder, 'notes.txt'))).toMatchObject({ error: { code: 'not-a-dataset' } })
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

it('says which place is the trouble when the store cannot be written', async () => {
  const folder = await temporaryFolder()
  await writeTree(folder, { ...twoClasses(3), store: 'a file where a folder should be' })
  const store = join(folder, 'store')
  expect(await openPath(folder, { store })).toMatchObject({ ok: false, error: { data: { path: store } } })
})
