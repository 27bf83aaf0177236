import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSettings } from '../../../main/app/settings.ts'

const log = vi.fn()
let folder: string
let file: string

beforeEach(async () => {
  log.mockClear()
  folder = await mkdtemp(join(tmpdir(), 'xw-settings-'))
  file = join(folder, 'settings.json')
})
afterEach(() => rm(folder, { recursive: true }))

test('begins with the defaults, without a word', async () => {
  expect((await openSettings(file, log)).read()).toEqual({ language: 'system', theme: 'system' })
  expect(log).not.toHaveBeenCalled()
})

test('keeps a change for the next start, and leaves nothing else in the folder', async () => {
  const settings = await openSettings(file, log)
  await settings.write({ theme: 'dark' })
  const written = await settings.write({ language: 'ko' })
  expect(written).toEqual({ ok: true, value: { language: 'ko', theme: 'dark' } })
  expect((await openSettings(file, log)).read()).toEqual({ language: 'ko', theme: 'dark' })
  expect(await readdir(folder)).toEqual(['settings.json'])
})

test.each(['', '{', '[]', 'null', '"dark"'])('takes the defaults for a damaged file: %o', async (text) => {
  await writeFile(file, text)
  expect((await openSettings(file, log)).read()).toEqual({ language: 'system', theme: 'system' })
})

test('drops a wrong entry and keeps the good ones', async () => {
  await writeFile(file, JSON.stringify({ language: 'ko', theme: 'pink', other: 1 }))
  const settings = await openSettings(file, log)
  expect(settings.read()).toEqual({ language: 'ko', theme: 'system' })
  await settings.write({ theme: 'light' })
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ language: 'ko', theme: 'light' })
})

test('a setting holds for this session even when it cannot be written, and the failure is told', async () => {
  const settings = await openSettings(join(folder, 'absent', 'settings.json'), log)
  expect((await settings.write({ theme: 'dark' })).ok).toBe(false)
  expect(settings.read().theme).toBe('dark')
})
