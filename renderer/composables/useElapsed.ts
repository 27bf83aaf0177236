import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

const SECOND_MS = 1000

/** Whole seconds, in ms, since a moment of Unix time; counts on while `since` gives one, and is null otherwise. */
export function useElapsed(since: () => number | null): ShallowRef<number | null> {
  const elapsedMs = shallowRef<number | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  watch(
    since,
    (moment) => {
      stop()
      elapsedMs.value = moment === null ? null : 0
      if (moment === null) return
      const count = () => (elapsedMs.value = Math.max(0, Math.floor((Date.now() - moment) / SECOND_MS)) * SECOND_MS)
      count()
      timer = setInterval(count, SECOND_MS)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return elapsedMs
}
