import { computed, onActivated, onDeactivated, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { RequestInput, RequestName, RequestResult } from '../../shared/contract/requests.ts'
import { useBridge } from './useBridge.ts'
import { useEngine } from './useEngine.ts'

export interface Latest<Name extends RequestName> {
  /** The last answer; it stays while a newer question is under way, so that nothing jumps. */
  readonly value: ShallowRef<RequestResult<Name> | null>
  readonly error: ShallowRef<AppError | null>
  /** A question waits for its answer. */
  readonly busy: ComputedRef<boolean>
  retry(): void
}

/**
 * Asks what `question` says, again whenever it changes, one question at a time: while an answer is awaited only the newest
 * change is kept, so that a slider asks as fast as the engine answers. Null asks nothing and clears. `stamp` changes when
 * the same question has a new answer. Nothing is asked while the place is left; a question that failed is asked again when
 * the engine comes back.
 */
export function useLatest<Name extends RequestName>(
  name: Name,
  question: () => RequestInput<Name> | null,
  stamp: () => unknown = () => null,
): Latest<Name> {
  const client = useBridge()
  const { engine } = useEngine()
  const value: ShallowRef<RequestResult<Name> | null> = shallowRef(null)
  const error = shallowRef<AppError | null>(null)
  const waiting = shallowRef(false)
  const shown = shallowRef(true)
  onActivated(() => (shown.value = true))
  onDeactivated(() => (shown.value = false))

  const wanted = computed(() => {
    const args = question()
    return { args, key: args === null ? null : JSON.stringify([args, stamp()]) }
  })
  let answered: string | null = null

  async function pump(): Promise<void> {
    if (waiting.value) return
    for (;;) {
      const { args, key } = wanted.value
      if (args === null || key === answered || !shown.value) break
      waiting.value = true
      const result = await client.request(name, args)
      waiting.value = false
      answered = key
      // Whatever was asked meanwhile comes next; an answer to a question that was taken back is not shown.
      if (wanted.value.args === null) break
      error.value = result.ok ? null : result.error
      if (result.ok) value.value = result.value
      else if (wanted.value.key === key) value.value = null
    }
  }

  function retry(): void {
    answered = null
    void pump()
  }

  watch(
    () => [wanted.value.key, shown.value] as const,
    ([key]) => {
      if (key === null) {
        value.value = error.value = answered = null
      }
      void pump()
    },
    { immediate: true },
  )
  watch(engine, (state) => {
    if (state === 'ready' && error.value) retry()
  })

  return { value, error, busy: computed(() => waiting.value), retry }
}
