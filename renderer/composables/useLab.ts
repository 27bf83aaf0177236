import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { RequestInput, RequestResult } from '../../shared/contract/requests.ts'
import { useBridge } from './useBridge.ts'

type LabRequest = 'lab:compare' | 'lab:separable'

export interface LabAnswer<Name extends LabRequest> {
  readonly result: ShallowRef<RequestResult<Name> | null>
  readonly error: ShallowRef<AppError | null>
  readonly busy: ShallowRef<boolean>
}

/** So long a slider has to rest before the engine is asked. */
const REST_MS = 120

/** Asks the engine anew whenever the question changes, one at a time, and shows the answer to the last. Null asks nothing. */
export function useLab<Name extends LabRequest>(
  name: Name,
  question: () => RequestInput<Name> | null,
): LabAnswer<Name> {
  const client = useBridge()
  const result = shallowRef(null) as ShallowRef<RequestResult<Name> | null>
  const error = shallowRef<AppError | null>(null)
  const busy = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let ticket = 0

  async function ask(args: RequestInput<Name>): Promise<void> {
    const own = ++ticket
    const answer = await client.request(name, args)
    if (own !== ticket) return
    busy.value = false
    error.value = answer.ok ? null : answer.error
    if (answer.ok) result.value = answer.value
  }

  watch(
    () => JSON.stringify(question()),
    () => {
      const args = question()
      clearTimeout(timer)
      ticket++
      busy.value = args !== null
      if (args === null) result.value = error.value = null
      else timer = setTimeout(() => void ask(args), REST_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    ticket++
  })
  return { result, error, busy }
}
