import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../../main/app/log.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'xw-log-'))))
afterEach(() => rmSync(folder, { recursive: true }))

test('adds a line with the time and the source, in a folder that it makes', () => {
  const file = join(folder, 'logs', 'main.log')
  createLog(file)('engine', 'ready')
  createLog(file)('app', 'closed')
  expect(readFileSync(file, 'utf8')).toMatch(/^\d{4}-\S+Z \[engine\] ready\n\d{4}-\S+Z \[app\] closed\n$/)
})

test('begins anew when the file has grown past its limit, and keeps the one before', () => {
  const file = join(folder, 'main.log')
  writeFileSync(file, 'x'.repeat(1_000_001))
  createLog(file)('app', 'new')
  expect(readFileSync(file, 'utf8')).toMatch(/\[app\] new\n$/)
  expect(readFileSync(`${file}.old`, 'utf8')).toHaveLength(1_000_001)
})

test('never throws', () => {
  const file = join(folder, 'taken')
  writeFileSync(file, '')
  expect(() => createLog(join(file, 'main.log'))('app', 'lost')).not.toThrow()
})
