import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isLocked, lockRun } from '../../../../main/engine/runs/lock-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

const holder = join(import.meta.dirname, 'hold-lock.ts')

/** Another process that takes the lock of a folder when it is told to. */
async function startHolder(folder: string): Promise<{ child: ChildProcess; lock(): Promise<unknown> }> {
  const child = fork(holder, [folder])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return {
    child,
    async lock() {
      const answer = once(child, 'message')
      child.send('lock')
      return (await answer)[0]
    },
  }
}

test('one holder at a time within a process, and free after the release', async () => {
  const folder = temporaryFolder()
  const lock = await lockRun(folder, 'run-1')
  if (!lock.ok) throw new Error('not locked')
  expect(await isLocked(folder)).toBe(true)
  expect(await lockRun(folder, 'run-1')).toMatchObject({ error: { code: 'run-locked', data: { runId: 'run-1' } } })
  await lock.value.release()
  expect(await isLocked(folder)).toBe(false)
  expect(existsSync(join(folder, 'lock'))).toBe(false)
  expect(await lockRun(folder, 'run-1')).toMatchObject({ ok: true })
})

test('the lock of another living process holds; that of a killed one is taken over', async () => {
  const folder = temporaryFolder()
  const { child, lock } = await startHolder(folder)
  expect(await lock()).toBe('locked')
  expect(await isLocked(folder)).toBe(true)
  expect(await lockRun(folder, 'run-1')).toMatchObject({ ok: false, error: { code: 'run-locked' } })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await isLocked(folder)).toBe(false)
  expect(await lockRun(folder, 'run-1')).toMatchObject({ ok: true })
  expect(await (await startHolder(folder)).lock()).toBe('run-locked')
})

test('of many that find the same stale lock, one gets it', async () => {
  const folder = temporaryFolder()
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, atMs: Date.now(), started: null }))
  const holders = await Promise.all(Array.from({ length: 4 }, () => startHolder(folder)))
  const answers = await Promise.all(holders.map((each) => each.lock()))
  expect(answers.sort()).toEqual(['locked', 'run-locked', 'run-locked', 'run-locked'])
})

test('a pid that belongs to another process by now does not hold the lock', async () => {
  const folder = temporaryFolder()
  const own = await lockRun(folder, 'run-1')
  const { pid, ...rest } = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as Record<string, unknown>
  expect(pid).toBe(process.pid)
  if (own.ok) await own.value.release()
  // The parent lives, but is not the process that started when this lock says.
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...rest, pid: process.ppid, atMs: 1 }))
  expect(await lockRun(folder, 'run-1')).toMatchObject({ ok: true })
})

test('our own pid from an earlier life does not hold the lock', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, atMs: Date.now(), started: null }))
  expect(await lockRun(folder, 'run-1')).toMatchObject({ ok: true })
})

test('a lock without contents counts while it may be being written, and no longer', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'lock')
  writeFileSync(path, '')
  expect(await lockRun(folder, 'run-1')).toMatchObject({ error: { code: 'run-locked' } })
  utimesSync(path, new Date(0), new Date(0))
  expect(await lockRun(folder, 'run-1')).toMatchObject({ ok: true })
})
