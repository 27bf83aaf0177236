import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import {
  panBy,
  panTo,
  spotAt,
  stepFrom,
  WHOLE,
  zoomAbout,
  type MapSize,
  type MapView,
  type Spot,
} from '../inspection/map-view.ts'

/** What maps beside each other share: the part in sight, the spot under the pointer of any of them, and the pinned one. */
export interface LinkedMaps {
  readonly view: ShallowRef<MapView>
  /** Under the pointer; it stays there while another map comes under it. */
  readonly hovered: ComputedRef<Spot | null>
  readonly pinned: ShallowRef<Spot | null>
  /** What is read: the spot under the pointer, else the pinned one. */
  readonly spot: ComputedRef<Spot | null>
  /** Where the pointer is, as shares of the picture; null when it leaves. */
  point(seen: Spot | null): void
  zoom(factor: number, about?: Spot): void
  pan(down: number, right: number): void
  /** Pins a spot, or frees it when it was pinned. */
  pin(spot: Spot, same: (a: Spot, b: Spot) => boolean): void
  reset(): void
  /** True when the key meant something here. */
  press(key: string): boolean
}

/** How much a key enlarges. */
const STEP = 1.5
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** `size` is of the map that the arrow keys walk over; `subject` names what is shown, and another one is seen whole. */
export function useLinkedMaps(size: () => MapSize, subject: () => unknown): LinkedMaps {
  const view = shallowRef(WHOLE)
  const seen = shallowRef<Spot | null>(null)
  const pinned = shallowRef<Spot | null>(null)
  const hovered = computed(() => (seen.value ? spotAt(view.value, seen.value) : null))
  const spot = computed(() => hovered.value ?? pinned.value)
  watch(subject, () => {
    view.value = WHOLE
    pinned.value = null
  })

  const zoom = (factor: number, about: Spot = spot.value ?? spotAt(view.value, { down: 0.5, right: 0.5 })) =>
    (view.value = zoomAbout(view.value, factor, about, size()))
  const reset = () => (view.value = WHOLE)

  function walk(down: number, right: number): void {
    pinned.value = stepFrom(pinned.value, down, right, size())
    view.value = panTo(view.value, pinned.value)
  }

  return {
    ...{ view, hovered, pinned, spot, zoom, reset },
    point: (next) => (seen.value = next),
    pan: (down, right) => (view.value = panBy(view.value, down, right)),
    pin: (next, same) => (pinned.value = pinned.value && same(pinned.value, next) ? null : next),
    press(key) {
      const arrow = ARROWS[key]
      if (arrow) walk(...arrow)
      else if (key === '+' || key === '=') zoom(STEP)
      else if (key === '-') zoom(1 / STEP)
      else if (key === '0') reset()
      else if (key === 'Escape' && pinned.value) pinned.value = null
      else return false
      return true
    },
  }
}
