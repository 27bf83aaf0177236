import { useEventListener } from '@vueuse/core'
import { onActivated, onDeactivated, shallowRef } from 'vue'
import { INSPECT_VIEWS, useInspection } from './useInspection.ts'

/** Where typing a digit means the digit. */
const TYPED_INTO = 'input, textarea, [contenteditable], [role="menu"], [role="listbox"][data-state], dialog'

/** The digits go to the views of Inspect in their order, while the place is in sight and nothing is typed into. */
export function useViewKeys(): void {
  const { view } = useInspection()
  const shown = shallowRef(true)
  onActivated(() => (shown.value = true))
  onDeactivated(() => (shown.value = false))

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (!shown.value || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (event.target instanceof Element && event.target.closest(TYPED_INTO)) return
    const next = INSPECT_VIEWS[Number(event.key) - 1]
    if (!next) return
    event.preventDefault()
    view.value = next
  })
}
