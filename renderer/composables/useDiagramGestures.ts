import { useEventListener } from '@vueuse/core'
import { shallowRef, type Ref } from 'vue'
import type { useViewport } from './useViewport.ts'

type Port = Pick<ReturnType<typeof useViewport>, 'pan' | 'zoomAt'>

/** A press that moves less than this is a click. */
const SLACK = 4
/** Pixels of a wheel's line. */
const LINE = 18

/** Pans by dragging and by the wheel, zooms by the wheel with Ctrl and by pinching. */
export function useDiagramGestures(surface: Readonly<Ref<HTMLElement | null>>, port: Port) {
  const dragging = shallowRef(false)
  let pressed: { x: number; y: number } | null = null

  useEventListener(surface, 'pointerdown', (event: PointerEvent) => {
    if (event.button > 1) return
    pressed = { x: event.clientX, y: event.clientY }
  })
  useEventListener(surface, 'pointermove', (event: PointerEvent) => {
    if (!pressed || event.buttons === 0) return
    const [dx, dy] = [event.clientX - pressed.x, event.clientY - pressed.y]
    if (!dragging.value && Math.hypot(dx, dy) < SLACK) return
    if (!dragging.value) surface.value?.setPointerCapture(event.pointerId)
    dragging.value = true
    pressed = { x: event.clientX, y: event.clientY }
    port.pan(-dx, -dy)
  })
  const end = () => {
    pressed = null
    // The click that ends a drag comes after this and selects nothing.
    setTimeout(() => (dragging.value = false))
  }
  useEventListener(surface, ['pointerup', 'pointercancel'], end)
  useEventListener(surface, 'click', (event: MouseEvent) => dragging.value && event.stopPropagation(), {
    capture: true,
  })
  useEventListener(
    surface,
    'wheel',
    (event: WheelEvent) => {
      event.preventDefault()
      const unit = event.deltaMode === 1 ? LINE : 1
      if (event.ctrlKey || event.metaKey) {
        const { left, top } = surface.value?.getBoundingClientRect() ?? { left: 0, top: 0 }
        const at = { x: event.clientX - left, y: event.clientY - top }
        port.zoomAt(Math.exp((-event.deltaY * unit) / 250), at)
      } else if (event.shiftKey) port.pan((event.deltaY || event.deltaX) * unit, 0)
      else port.pan(event.deltaX * unit, event.deltaY * unit)
    },
    { passive: false },
  )

  return { dragging }
}
