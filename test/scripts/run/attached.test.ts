import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runAttached } from '../../../scripts/run/attached.mjs'

const node = (script: string) => runAttached(process.execPath, ['-e', script])

test('the exit code is the program’s own', async () => {
  expect(await node('process.exit(7)')).toBe(7)
  expect(await node('')).toBe(0)
})

test('a signal that ended it shows as a shell would show it', async () => {
  expect(await node('process.kill(process.pid, "SIGKILL")')).toBe(137)
})

test('a signal to us goes on to it, once', async () => {
  // It ends with the number of signals that it got; ours is raised here as npm and a terminal do: twice.
  const script = `let n = 0
    process.on('SIGTERM', () => { if (n++ === 0) setTimeout(() => process.exit(10 + n), 300) })
    process.ppid && setTimeout(() => process.kill(process.ppid, 'SIGUSR2'), 50)
    setTimeout(() => {}, 20000)`
  process.once('SIGUSR2', () => {
    process.emit('SIGTERM', 'SIGTERM')
    process.emit('SIGTERM', 'SIGTERM')
  })
  expect(await node(script)).toBe(11)
})

test.runIf(process.platform !== 'win32')('what npm ran ends when npm is ended', async () => {
  const script = join(import.meta.dirname, '..', 'children', 'attach.mjs')
  // npm runs a shell that runs the script; a second command keeps the shell from becoming the script.
  const env = { ...process.env, npm_lifecycle_event: 'start' }
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${script}"; true`], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(shell.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  expect(() => process.kill(pid, 0)).not.toThrow()
  shell.kill('SIGTERM')
  // The pipe closes when the last process that writes to it has ended.
  await once(shell, 'close')
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
