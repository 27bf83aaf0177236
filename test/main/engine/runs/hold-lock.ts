import { lockRun } from '../../../../main/engine/runs/lock-run.ts'

// Waits for a word, so that several of these can be let loose at the same moment.
process.once('message', async () => {
  const lock = await lockRun(process.argv[2] ?? '', 'run-1')
  process.send?.(lock.ok ? 'locked' : lock.error.code)
})
setInterval(() => undefined, 1000)
process.send?.('ready')
