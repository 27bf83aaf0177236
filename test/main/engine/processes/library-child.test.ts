import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRun } from '../../../../main/engine/runs/run-store.ts'
import { png, twoClasses, writeTree } from '../dataset/image-files.ts'
import { newManifest } from '../runs/new-manifest.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { ended, forkChild } from './fork-child.ts'

const chosen = { source: { kind: 'chosen', sourceId: 's1' } } as const

describe('the library process', () => {
  it('opens a folder, lists its images and shows thumbnails; another life of it knows the dataset', async () => {
    const store = temporaryFolder()
    const pictures = temporaryFolder()
    await writeTree(pictures, { ...twoClasses(6), 'dog/big.png': png(300, 200, 7), 'dog/broken.png': 'no image' })
    const library = await forkChild('library', store)
    const opened = await library.request('dataset:open', chosen, { s1: pictures })
    if (!opened.ok) throw new Error(JSON.stringify(opened.error))
    expect(opened.value).toMatchObject({
      kind: 'folder',
      classes: [
        { label: 'cat', count: 6 },
        { label: 'dog', count: 7 },
      ],
      problems: [{ file: 'dog/broken.png', code: 'not-an-image', action: 'left-out' }],
    })
    expect(library.all('dataset:progress').at(-1)).toMatchObject({ filesSeen: 14 })
    const { datasetId } = opened.value

    const dogs = await library.request('dataset:images', { datasetId, label: 'dog', offset: 1, limit: 2 })
    expect(dogs).toMatchObject({
      value: {
        total: 7,
        images: [{ file: 'dog/001.png', label: 'dog', width: 6, height: 5 }, { file: 'dog/002.png' }],
      },
    })
    const validation = await library.request('dataset:images', { datasetId, split: 'validation', offset: 0, limit: 99 })
    expect(validation.ok && validation.value.images.map(({ split }) => split)).toEqual(['validation', 'validation'])

    const again = await forkChild('library', store)
    const shown = await again.request('dataset:thumbnails', { datasetId, indices: [12, 0, 99], size: 64 })
    const thumbnails = shown.ok ? shown.value.thumbnails : []
    expect(thumbnails.map(({ index, mime }) => [index, mime])).toEqual([
      [12, 'image/jpeg'],
      [0, 'image/png'],
    ])
    expect(thumbnails[0]?.bytes).toBeInstanceOf(Uint8Array)
    const unknown = await again.request('dataset:images', { datasetId: 'ffffffffffffffff', offset: 0, limit: 1 })
    expect(unknown).toMatchObject({ error: { code: 'dataset-unknown' } })
  })

  it('opens the bundled sample', async () => {
    const library = await forkChild('library', temporaryFolder())
    const opened = await library.request('dataset:open', { source: { kind: 'sample' } })
    expect(opened).toMatchObject({ value: { kind: 'sample', classes: { length: 10 }, problems: [] } })
  })

  it('gives up a scan that nobody waits for any more', async () => {
    const pictures = temporaryFolder()
    await writeTree(pictures, twoClasses(300))
    const library = await forkChild('library', temporaryFolder())
    const first = library.request('dataset:open', chosen, { s1: pictures })
    const second = library.request('dataset:open', { ...chosen, split: { seed: 2 } }, { s1: pictures })
    expect(await first).toMatchObject({ error: { code: 'cancelled' } })
    expect(await second).toMatchObject({ ok: true })
    const third = library.request('dataset:open', chosen, { s1: pictures })
    await library.request('dataset:cancel', {})
    expect(await third).toMatchObject({ error: { code: 'cancelled' } })
  })

  it('lists and reads runs, without the path of their images', async () => {
    const store = temporaryFolder()
    const library = await forkChild('library', store)
    expect(await library.request('runs:list', {})).toEqual({ ok: true, value: { runs: [] } })
    const run = await createRun(store, newManifest())
    if (!run.ok) throw new Error(run.error.code)
    appendFileSync(join(run.value.folder, 'events.jsonl'), '{"kind":"paused","seq":0,"atMs":1,"step":1}\n{"ki')
    expect(await library.request('runs:list', {})).toMatchObject({
      value: { runs: [{ runId: 'run-1', state: 'interrupted' }] },
    })
    const read = await library.request('runs:read', { runId: 'run-1' })
    expect(read).toMatchObject({ value: { events: [{ kind: 'paused' }], manifest: { dataset: { name: 'animals' } } } })
    expect(JSON.stringify(read)).not.toContain('/pictures')
    expect(await library.request('export:list', { runId: 'run-1' })).toEqual({ ok: true, value: { exports: [] } })
    expect(await library.request('runs:read', { runId: 'run-2' })).toMatchObject({ error: { code: 'run-unknown' } })
    writeFileSync(join(run.value.folder, 'run.json'), '{}')
    expect(await library.request('runs:read', { runId: 'run-1' })).toMatchObject({ error: { code: 'run-invalid' } })
  })

  it('refuses what the contract does not say', async () => {
    const library = await forkChild('library', temporaryFolder())
    const refused = { error: { code: 'request-invalid' } }
    expect(await library.request('engine:status', {})).toMatchObject(refused)
    expect(await library.request('runs:read', { runId: '' })).toMatchObject(refused)
    expect(await library.request('dataset:open', chosen)).toMatchObject({ error: { code: 'source-unknown' } })
    library.process.send({ kind: 'nonsense' })
    expect(await library.request('runs:list', {})).toMatchObject({ ok: true })
    expect(library.errors.join('')).toContain('ZodError')
  })

  it.each(['disconnect', 'SIGTERM'] as const)('ends on %s', async (how) => {
    const library = await forkChild('library', temporaryFolder())
    if (how === 'disconnect') library.process.disconnect()
    else library.process.kill(how)
    expect(await ended(library)).toBe(0)
  })

  it('answers a bug with `internal` and goes on', async () => {
    const store = temporaryFolder()
    const library = await forkChild('library', store)
    // A folder where a file is read: no failure that anybody expects.
    mkdirSync(join(store, 'runs', 'run-1', 'run.json'), { recursive: true })
    expect(await library.request('runs:read', { runId: 'run-1' })).toMatchObject({ error: { code: 'internal' } })
    expect(library.errors.join('')).toContain('EISDIR')
    expect(await library.request('dataset:cancel', {})).toMatchObject({ ok: true })
  })
})
