import { computed, shallowRef, type Ref } from 'vue'
import type { Box, Point } from '../../shared/diagram/diagram-layout.ts'

/** The part of a drawing that is looked at: its upper left corner, in units of the drawing, and pixels per unit. */
export interface View extends Point {
  readonly zoom: number
}

interface Sizes {
  /** The window on the drawing, in pixels. */
  readonly width: Ref<number>
  readonly height: Ref<number>
  readonly drawing: () => { readonly width: number; readonly height: number }
  /** Whether it may begin with a part of the drawing, so that it can be read; otherwise with all of it. */
  readonly readable: boolean
}

const LEAST = 0.05
const MOST = 4
const LARGEST_FIT = 1.15
/** Words at less than this can't be read: a drawing that would be smaller as a whole begins at its beginning. */
const READABLE = 0.9
/** How large it is then. */
const READING = { least: 0.9, most: 1 } as const
const MARGIN = 32
/** What is drawn is decided anew when the view has moved this far, in pixels. */
const TILE = 256

/**
 * Pan and zoom over a drawing. Until a person moves it the view follows the drawing's size: all of it as long as it can be
 * read, else its beginning.
 */
export function useViewport({ width, height, drawing, readable }: Sizes) {
  const chosen = shallowRef<View | 'whole' | null>(null)

  function fitting(box: Box, largest: number): View {
    const zoom = Math.min(largest, Math.max(LEAST, Math.min(width.value / box.width, height.value / box.height)))
    const x = box.x + box.width / 2 - width.value / zoom / 2
    return { x, y: box.y + box.height / 2 - height.value / zoom / 2, zoom }
  }
  const whole = () => ({ x: 0, y: 0, ...drawing() })
  const all = computed(() => fitting(whole(), LARGEST_FIT))
  /** Whether all of it is in sight because that was asked for, or because that can be read. */
  const fitted = computed(
    () => chosen.value === 'whole' || (!chosen.value && (!readable || all.value.zoom >= READABLE)),
  )
  const view = computed<View>(() => {
    if (fitted.value) return all.value
    return chosen.value === null || chosen.value === 'whole' ? beginning() : chosen.value
  })

  /** As wide as the window where that can be read, from the top. */
  function beginning(): View {
    const { width: drawn } = drawing()
    const zoom = Math.min(READING.most, Math.max(READING.least, width.value / drawn))
    return { x: Math.min(0, (drawn - width.value / zoom) / 2), y: 0, zoom }
  }

  /** Zooms, holding a point of the window (in its pixels) still. */
  function zoomAt(factor: number, at: Point = { x: width.value / 2, y: height.value / 2 }): void {
    const { x, y, zoom } = view.value
    const next = Math.min(MOST, Math.max(LEAST, zoom * factor))
    chosen.value = { x: x + at.x / zoom - at.x / next, y: y + at.y / zoom - at.y / next, zoom: next }
  }

  /** Moves by pixels of the window; a corner of the drawing always stays in sight. */
  function pan(dx: number, dy: number): void {
    const { x, y, zoom } = view.value
    const held = (value: number, size: number, side: number) =>
      Math.min(size - MARGIN / zoom, Math.max(MARGIN / zoom - side / zoom, value))
    const { width: drawn, height: tall } = drawing()
    chosen.value = {
      x: held(x + dx / zoom, drawn, width.value),
      y: held(y + dy / zoom, tall, height.value),
      zoom,
    }
  }

  /** Moves as little as it takes to see a box whole. */
  function reveal(box: Box): void {
    const { x, y, zoom } = view.value
    const shift = (from: number, size: number, start: number, side: number) => {
      if (from >= start && from + size <= start + side / zoom) return start
      const [low, high] = [from - MARGIN / zoom, from + size + MARGIN / zoom - side / zoom]
      return low < start ? low : Math.max(start, Math.min(high, low))
    }
    const next = { x: shift(box.x, box.width, x, width.value), y: shift(box.y, box.height, y, height.value), zoom }
    if (next.x !== x || next.y !== y) chosen.value = next
  }

  /** The part in sight with a margin, rounded so that it changes now and then and not with each pixel. */
  const drawn = computed<Box>((before) => {
    const { x, y, zoom } = view.value
    const tile = TILE / zoom
    const [left, top] = [Math.floor(x / tile) * tile, Math.floor(y / tile) * tile]
    const side = (pixels: number) => (Math.ceil(pixels / TILE) + 1) * tile
    const next = { x: left, y: top, width: side(width.value), height: side(height.value) }
    return before && JSON.stringify(before) === JSON.stringify(next) ? before : next
  })

  return {
    view,
    drawn,
    fitted,
    pan,
    zoomAt,
    reveal,
    fit: () => (chosen.value = 'whole' as const),
    fitTo: (box: Box) => (chosen.value = fitting(grown(box), 2)),
    actualSize: () => zoomAt(1 / view.value.zoom),
    centre: ({ x, y }: Point) => {
      const { zoom } = view.value
      chosen.value = { x: x - width.value / zoom / 2, y: y - height.value / zoom / 2, zoom }
    },
  }
}

export type Viewport = ReturnType<typeof useViewport>

const grown = ({ x, y, width, height }: Box): Box => {
  return { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN }
}
