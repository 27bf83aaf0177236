import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { RunSummary } from '../../shared/contract/run.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

export interface RunsState {
  /** Newest first. */
  readonly runs: ShallowRef<readonly RunSummary[]>
  readonly error: ShallowRef<AppError | null>
  readonly loaded: ShallowRef<boolean>
  refresh(): Promise<void>
  find(runId: string | null): RunSummary | null
}

/** The list of earlier runs in the store. */
export function createRuns(client: Client): RunsState {
  const runs = shallowRef<readonly RunSummary[]>([])
  const error = shallowRef<AppError | null>(null)
  const loaded = shallowRef(false)

  async function refresh(): Promise<void> {
    const result = await client.request('runs:list', {})
    loaded.value = true
    error.value = result.ok ? null : result.error
    if (result.ok) runs.value = result.value.runs.toSorted((a, b) => b.number - a.number)
  }

  const find = (runId: string | null) => runs.value.find((run) => run.runId === runId) ?? null
  return { runs, error, loaded, refresh, find }
}

export const { provide: provideRuns, use: useRuns } = injected<RunsState>('runs')
