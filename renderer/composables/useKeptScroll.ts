import { useEventListener } from '@vueuse/core'
import { onActivated, type ShallowRef } from 'vue'

/** Keeps an element's scroll position while its place is left: elements outside of the page forget theirs. */
export function useKeptScroll(element: ShallowRef<HTMLElement | null>): void {
  let top = 0
  let left = 0
  useEventListener(
    element,
    'scroll',
    () => {
      top = element.value?.scrollTop ?? 0
      left = element.value?.scrollLeft ?? 0
    },
    { passive: true },
  )
  onActivated(() => element.value?.scrollTo({ top, left, behavior: 'instant' }))
}
