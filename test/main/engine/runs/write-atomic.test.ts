import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileFailure } from '../../../../main/engine/runs/file-failure.ts'
import { writeAtomic } from '../../../../main/engine/runs/write-atomic.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('replaces the contents and leaves nothing else behind', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a.json')
  expect(await writeAtomic(path, 'one')).toEqual({ ok: true, value: undefined })
  expect(await writeAtomic(path, async (file) => void (await file.write(Buffer.from('two'))))).toMatchObject({
    ok: true,
  })
  expect(readFileSync(path, 'utf8')).toBe('two')
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test('a write that fails half-way leaves the old contents and no temporary file', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a.json')
  writeFileSync(path, 'old')
  const failing = writeAtomic(path, async (file) => {
    await file.write(Buffer.from('half of the ne'))
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  })
  expect(await failing).toMatchObject({ ok: false, error: { code: 'disk-full', data: { path } } })
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test('a folder that is missing, or a file where a folder should be', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  expect(await writeAtomic(join(folder, 'missing', 'a'), '')).toMatchObject({ error: { code: 'not-found' } })
  expect(await writeAtomic(join(folder, 'file', 'a'), '')).toMatchObject({ error: { code: 'not-found' } })
})

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a read-only folder', async () => {
  const folder = join(temporaryFolder(), 'read-only')
  mkdirSync(folder)
  chmodSync(folder, 0o500)
  expect(await writeAtomic(join(folder, 'a'), '')).toMatchObject({ error: { code: 'permission-denied' } })
})

test.runIf(existsSync('/dev/full'))('a full disk has its own code', async () => {
  const error = await appendFile('/dev/full', 'x').catch((reason: unknown) => reason)
  expect(fileFailure(error, '/dev/full')).toMatchObject({ error: { code: 'disk-full', data: { path: '/dev/full' } } })
})

test('what is no expected failure is thrown on', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'a', 'b'), { recursive: true })
  await expect(writeAtomic(join(folder, 'a'), '')).rejects.toThrow()
  expect(readdirSync(folder)).toEqual(['a'])
})
