import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRun, openRun, readRun, type Run } from '../../../../main/engine/runs/run-store.ts'
import type { Result } from '../../../../shared/contract/result.ts'
import { newManifest } from './new-manifest.ts'
import { temporaryFolder } from './temporary-folder.ts'

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const numberOf = (run: Result<Run>) => valueOf(run).manifest.number

test('runs are numbered from 1, also when several are made at once, and read back whole', async () => {
  const store = temporaryFolder()
  const first = valueOf(await createRun(store, newManifest()))
  expect(first.manifest).toMatchObject({ ...newManifest(), runId: 'run-1', number: 1, formatVersion: 1 })
  expect(first.folder).toBe(join(store, 'runs', 'run-1'))
  const more = await Promise.all(Array.from({ length: 5 }, () => createRun(store, newManifest())))
  expect(more.map(numberOf).sort()).toEqual([2, 3, 4, 5, 6])
  expect(readdirSync(join(store, 'runs')).sort()).toEqual(['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6'])
  expect(valueOf(await readRun(store, 'run-1'))).toEqual(first)
  expect(valueOf(await readRun(store, 'run-6')).manifest.number).toBe(6)
})

test('numbers go on after the largest, past folders that are no runs', async () => {
  const store = temporaryFolder()
  mkdirSync(join(store, 'runs', 'run-41'), { recursive: true })
  mkdirSync(join(store, 'runs', 'holiday'))
  expect(numberOf(await createRun(store, newManifest()))).toBe(42)
})

test('a run in a folder of its own: new or empty, never one with something in it', async () => {
  const folder = temporaryFolder()
  const made = valueOf(await createRun(join(folder, 'store'), newManifest(), join(folder, 'deep', 'mine')))
  expect(made.folder).toBe(join(folder, 'deep', 'mine'))
  expect(valueOf(await openRun(made.folder))).toEqual(made)
  mkdirSync(join(folder, 'empty'))
  expect(await createRun(folder, newManifest(), join(folder, 'empty'))).toMatchObject({ ok: true })
  mkdirSync(join(folder, 'full'))
  writeFileSync(join(folder, 'full', 'thesis.txt'), 'dear')
  writeFileSync(join(folder, 'file'), 'dear')
  for (const name of ['full', 'file']) {
    const refused = await createRun(folder, newManifest(), join(folder, name))
    expect(refused).toMatchObject({ error: { code: 'destination-not-empty' } })
  }
  expect(readFileSync(join(folder, 'full', 'thesis.txt'), 'utf8')).toBe('dear')
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
})

test('an unknown run, a folder that is no run, a damaged manifest', async () => {
  const store = temporaryFolder()
  expect(await readRun(store, 'run-9')).toMatchObject({ error: { code: 'run-unknown', data: { runId: 'run-9' } } })
  expect(await readRun(store, '../..')).toMatchObject({ error: { code: 'run-unknown' } })
  expect(await openRun(store)).toMatchObject({ error: { code: 'not-found' } })
  const { folder } = valueOf(await createRun(store, newManifest()))
  const manifest = readFileSync(join(folder, 'run.json'), 'utf8')
  for (const damaged of [manifest.slice(0, 100), manifest.replace('"epochs": 2', '"epochs": -2'), '']) {
    writeFileSync(join(folder, 'run.json'), damaged)
    expect(await openRun(folder)).toMatchObject({
      error: { code: 'run-invalid', data: { path: folder, detail: 'run.json is damaged' } },
    })
  }
})

test('a store that cannot be written says so', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'store'), 'a file')
  expect(await createRun(join(folder, 'store'), newManifest())).toMatchObject({ ok: false })
  expect(existsSync(join(folder, 'store', 'runs'))).toBe(false)
})
