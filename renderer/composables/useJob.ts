import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { RequestInput, RequestName, RequestResult } from '../../shared/contract/requests.ts'
import { useBridge } from './useBridge.ts'

type JobName = {
  [Name in RequestName]: RequestInput<Name> extends { jobId: string } ? Name : never
}[RequestName]

export interface Job<Name extends JobName> {
  readonly value: ShallowRef<RequestResult<Name> | null>
  readonly error: ShallowRef<AppError | null>
  /** How far it is while it runs; null otherwise. */
  readonly progress: ShallowRef<{ readonly done: number; readonly total: number } | null>
  /** Names the work under way in its events; null when there is none. */
  id(): string | null
  start(args: Omit<RequestInput<Name>, 'jobId'>): Promise<void>
  cancel(): void
}

let count = 0

/** Work of seconds that tells how far it is and can be ended. What it found is forgotten when `subject` changes. */
export function useJob<Name extends JobName>(name: Name, subject: () => unknown): Job<Name> {
  const client = useBridge()
  const value: ShallowRef<RequestResult<Name> | null> = shallowRef(null)
  const error = shallowRef<AppError | null>(null)
  const progress = shallowRef<{ done: number; total: number } | null>(null)
  let jobId: string | null = null

  const deafen = client.on('inspection:progress', (told) => {
    if (told.jobId === jobId) progress.value = { done: told.done, total: told.total }
  })

  async function start(args: Omit<RequestInput<Name>, 'jobId'>): Promise<void> {
    cancel()
    const own = (jobId = `${name}-${++count}`)
    error.value = null
    progress.value = { done: 0, total: 0 }
    const result = await client.request(name, { ...args, jobId: own } as unknown as RequestInput<Name>)
    if (jobId !== own) return
    jobId = null
    progress.value = null
    if (result.ok) value.value = result.value
    else if (result.error.code !== 'cancelled') error.value = result.error
  }

  function cancel(): void {
    if (jobId === null) return
    void client.request('inspection:cancel', { jobId })
    jobId = null
    progress.value = null
  }

  watch(subject, () => {
    cancel()
    value.value = null
    error.value = null
  })
  onScopeDispose(() => {
    deafen()
    cancel()
  })
  return { value, error, progress, id: () => jobId, start, cancel }
}
