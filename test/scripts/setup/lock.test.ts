import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withLock } from '../../../scripts/setup/lock.mjs'
import { temporaryFolder } from '../temporary-folder.ts'

const holderScript = join(import.meta.dirname, '..', 'children', 'hold-lock.mjs')

/** A process that holds the lock, once this resolves. */
async function startHolder(path: string) {
  const child = spawn(process.execPath, [holderScript, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    pid: child.pid,
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

test('a lock whose holder was killed is taken over', async () => {
  const path = join(await temporaryFolder(), 'lock')
  const holder = await startHolder(path)
  await holder.kill()
  await access(path)
  expect(await withLock(path, async () => 'mine')).toBe('mine')
})

test('a living holder is waited for, and named once', async () => {
  const path = join(await temporaryFolder(), 'lock')
  const holder = await startHolder(path)
  const waits: number[] = []
  const taken = withLock(path, async () => 'mine', { retryMs: 10, onWait: ({ pid }) => waits.push(pid) })
  const early = await Promise.race([taken, new Promise((resolve) => setTimeout(() => resolve('waiting'), 200))])
  await holder.kill()
  expect(early).toBe('waiting')
  expect(await taken).toBe('mine')
  expect(waits).toEqual([holder.pid])
})

test('a number that another process carries by now holds nothing', async () => {
  const path = join(await temporaryFolder(), 'lock')
  await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname(), start: '1', token: 'old' }))
  const outcome = await withLock(path, async () => 'mine')
  expect(outcome).toBe('mine')
})

test('a lock that makes no sense holds nothing', async () => {
  const path = join(await temporaryFolder(), 'lock')
  await writeFile(path, '{"pid":')
  expect(await withLock(path, async () => 'mine')).toBe('mine')
})

test('of many that find a dead lock, one works at a time', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'lock')
  await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname(), start: '1', token: 'old' }))
  let inside = 0
  let most = 0
  const job = async () => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inside--
  }
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, job, { retryMs: 5 })))
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('a job that fails gives the lock back', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'lock')
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await readdir(folder)).toEqual([])
})
