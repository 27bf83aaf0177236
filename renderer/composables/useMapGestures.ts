import { useEventListener } from '@vueuse/core'
import { shallowRef, type Ref, type ShallowRef } from 'vue'
import { cellAt, middleOf, spotAt, type MapSize, type Spot } from '../inspection/map-view.ts'
import type { LinkedMaps } from './useLinkedMaps.ts'

/** A press that moves less than this is a click. */
const SLACK = 4
/** Pixels of a wheel's line. */
const LINE = 18

/** Points, pins by a click, moves by dragging, enlarges by the wheel and by pinching, shows all by a double click. */
export function useMapGestures(
  frame: Readonly<Ref<HTMLElement | null>>,
  { linked, size }: { readonly linked: () => LinkedMaps; readonly size: () => MapSize },
): { readonly dragging: ShallowRef<boolean> } {
  const dragging = shallowRef(false)
  let pressed: { x: number; y: number } | null = null

  const boxOf = () => frame.value?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1)
  function seenAt(event: MouseEvent): Spot {
    const box = boxOf()
    return { down: (event.clientY - box.top) / box.height, right: (event.clientX - box.left) / box.width }
  }
  const spotUnder = (event: MouseEvent) => spotAt(linked().view.value, seenAt(event))

  useEventListener(frame, 'pointerdown', (event: PointerEvent) => {
    if (event.button === 0) pressed = { x: event.clientX, y: event.clientY }
  })
  useEventListener(frame, 'pointermove', (event: PointerEvent) => {
    linked().point(seenAt(event))
    if (!pressed || event.buttons === 0) return
    const [dx, dy] = [event.clientX - pressed.x, event.clientY - pressed.y]
    if (!dragging.value && Math.hypot(dx, dy) < SLACK) return
    if (!dragging.value) frame.value?.setPointerCapture(event.pointerId)
    dragging.value = true
    pressed = { x: event.clientX, y: event.clientY }
    const box = boxOf()
    linked().pan(dy / box.height, dx / box.width)
  })
  useEventListener(frame, 'pointerup', (event: PointerEvent) => {
    const click = pressed !== null && !dragging.value
    pressed = null
    dragging.value = false
    if (!click) return
    const cellOf = (spot: Spot) => JSON.stringify(cellAt(spot, size()))
    const middle = middleOf(cellAt(spotUnder(event), size()), size())
    linked().pin(middle, (a, b) => cellOf(a) === cellOf(b))
  })
  useEventListener(frame, 'pointercancel', () => {
    pressed = null
    dragging.value = false
  })
  useEventListener(frame, 'pointerleave', () => linked().point(null))
  useEventListener(frame, 'dblclick', () => linked().reset())
  // Not passive: the wheel enlarges here and scrolls nothing.
  useEventListener(
    frame,
    'wheel',
    (event: WheelEvent) => {
      event.preventDefault()
      const turned = event.deltaY * (event.deltaMode === 1 ? LINE : 1)
      linked().zoom(Math.exp(-turned / 250), spotUnder(event))
    },
    { passive: false },
  )

  return { dragging }
}
