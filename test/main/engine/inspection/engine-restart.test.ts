import type { ForkOptions } from 'node:child_process'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { supervise } from '../../../../main/app/supervisor.ts'
import type { Prediction } from '../../../../shared/contract/inspection/describe.ts'
import type { Result } from '../../../../shared/contract/result.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

const entry = join(import.meta.dirname, '../../../../main/engine/processes/engine-child.ts')

it.skipIf(process.platform === 'win32')(
  'a look that the engine dies over says so; one asked while it restarts is answered by the new one',
  async () => {
    const { store, model, image } = await inspectedRun()
    const unheard = () => undefined
    const env = { ...process.env, XW_STORE: store, NODE_OPTIONS: undefined }
    const fork: ForkOptions = { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env }
    const engine = supervise({ name: 'engine', entry, fork, log: unheard, onEvent: unheard, onState: unheard })
    onTestFinished(() => engine.stop())
    const look = () => engine.request('inspection:predict', { model, image }, {}) as Promise<Result<Prediction>>
    const before = valueOf(await look())
    const pid = engine.pid() ?? 0
    // Stopped first, so that it can't answer in its last moment.
    process.kill(pid, 'SIGSTOP')
    const inFlight = look()
    process.kill(pid, 'SIGKILL')
    expect(await inFlight).toMatchObject({ ok: false, error: { code: 'engine-crashed' } })
    // There is no engine now: the next one answers.
    expect(engine.pid()).toBeUndefined()
    expect(valueOf(await look()).classes).toEqual(before.classes)
  },
  60_000,
)
