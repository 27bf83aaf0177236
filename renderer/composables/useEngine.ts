import { shallowRef, type ShallowRef } from 'vue'
import type { EngineStatus, ProcessState } from '../../shared/contract/engine.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

export interface EngineState {
  readonly engine: ShallowRef<ProcessState>
  readonly library: ShallowRef<ProcessState>
  /** Main's words on why a process is down. */
  readonly detail: ShallowRef<string>
  readonly status: ShallowRef<EngineStatus | null>
  readonly error: ShallowRef<AppError | null>
  refresh(): Promise<void>
}

/** The two child processes, and what the engine runs on. */
export function createEngine(client: Client): EngineState {
  const engine = shallowRef<ProcessState>('starting')
  const library = shallowRef<ProcessState>('starting')
  const detail = shallowRef('')
  const status = shallowRef<EngineStatus | null>(null)
  const error = shallowRef<AppError | null>(null)

  async function refresh(): Promise<void> {
    const result = await client.request('engine:status', {})
    error.value = result.ok ? null : result.error
    if (!result.ok) return
    status.value = result.value
    // An engine that answers is up, whatever was missed before this page listened.
    engine.value = 'ready'
  }

  client.on('process:state', (event) => {
    if (event.process === 'library') library.value = event.state
    else {
      engine.value = event.state
      detail.value = event.detail
      if (event.state === 'ready') void refresh()
    }
  })

  return { engine, library, detail, status, error, refresh }
}

export const { provide: provideEngine, use: useEngine } = injected<EngineState>('engine')
