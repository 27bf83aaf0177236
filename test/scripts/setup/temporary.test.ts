import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { clearTemporary, moveIntoPlace } from '../../../scripts/setup/temporary.mjs'
import { temporaryFolder } from '../temporary-folder.ts'

const unpackScript = join(import.meta.dirname, '..', 'children', 'unpack.mjs')

async function makeZip(path: string): Promise<void> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.alloc(300_000, 7), 'lib/library')
  zip.addBuffer(Buffer.from('#!/bin/sh\n'), 'bin/tool', { mode: 0o100755 })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

test('what a killed unpacking left is never used, and the next run completes', async () => {
  const cache = await temporaryFolder()
  const zip = join(cache, 'a.zip')
  const place = join(cache, 'unpacked')
  await makeZip(zip)
  const args = [unpackScript, cache, zip, place]

  const killed = spawn(process.execPath, args, {
    env: { ...process.env, SLOWLY: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(killed.stdout, 'data')
  killed.kill('SIGKILL')
  await once(killed, 'close')
  expect(existsSync(place)).toBe(false)
  expect(await readdir(join(cache, 'tmp'))).toHaveLength(1)

  await clearTemporary(cache)
  const [code] = (await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'close')) as [number]
  expect(code).toBe(0)
  expect((await readFile(join(place, 'lib', 'library'))).equals(Buffer.alloc(300_000, 7))).toBe(true)
  expect(await readdir(join(cache, 'tmp'))).toEqual([])
})

test('a finished folder replaces the one before it whole', async () => {
  const cache = await temporaryFolder()
  const made = join(cache, 'made')
  const place = join(cache, 'deep', 'place')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'old'), '')
  await mkdir(made)
  await writeFile(join(made, 'new'), '')
  await moveIntoPlace(made, place)
  expect(await readdir(place)).toEqual(['new'])
})
