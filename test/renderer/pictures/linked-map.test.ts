// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { createApp, h, nextTick } from 'vue'
import { useLinkedMaps, type LinkedMaps } from '../../../renderer/composables/useLinkedMaps.ts'
import LinkedMap from '../../../renderer/components/pictures/LinkedMap.vue'
import { cellAt, WHOLE } from '../../../renderer/inspection/map-view.ts'
import { provideTheme } from '../provide-theme.ts'

const SIZE = [20, 20] as const

/** Two maps that share a view, each 200 pixels wide. */
async function mountPair() {
  let linked = null as unknown as LinkedMaps
  const host = document.createElement('div')
  const map = (label: string) =>
    h(LinkedMap, { linked, values: new Uint8Array(400), width: 20, height: 20, scale: 'viridis', label })
  const app = createApp({
    setup() {
      linked = useLinkedMaps(
        () => SIZE,
        () => 'layer',
      )
      return () => h('div', [map('A'), map('B')])
    },
  })
  provideTheme(app)
  app.mount(host)
  await nextTick()
  const frames = [...host.querySelectorAll<HTMLElement>('.linked-map')]
  for (const frame of frames) {
    frame.getBoundingClientRect = () => new DOMRect(0, 0, 200, 200)
    frame.setPointerCapture = () => undefined
  }
  const [first] = frames as [HTMLElement, HTMLElement]
  const send = async (type: string, clientX: number, clientY: number, more: object = {}) => {
    // The page of these tests has wheels without a place.
    const place = { clientX: { value: clientX }, clientY: { value: clientY } }
    const init = { clientX, clientY, cancelable: true, ...more }
    const wheel = () => Object.defineProperties(new WheelEvent(type, init), place)
    first.dispatchEvent(type === 'wheel' ? wheel() : new PointerEvent(type, init))
    await nextTick()
  }
  const outlines = () => frames.map((frame) => frame.querySelectorAll('.outline').length)
  return { app, linked, frames, send, outlines }
}

test('the value under the pointer of one map is outlined in both; a click pins it, another one frees it', async () => {
  const { app, linked, send, outlines } = await mountPair()
  await send('pointermove', 55, 25)
  expect(cellAt(linked.spot.value ?? { down: 0, right: 0 }, SIZE)).toEqual({ row: 2, column: 5 })
  expect(outlines()).toEqual([1, 1])
  await send('pointerdown', 55, 25, { button: 0 })
  await send('pointerup', 55, 25)
  await send('pointerleave', 300, 300)
  expect(linked.hovered.value).toBeNull()
  expect(cellAt(linked.spot.value ?? { down: 0, right: 0 }, SIZE)).toEqual({ row: 2, column: 5 })
  await send('pointerdown', 56, 26, { button: 0 })
  await send('pointerup', 56, 26)
  expect(linked.pinned.value).toBeNull()
  app.unmount()
})

test('the wheel enlarges both about the pointer, a drag moves both and pins nothing, a double click shows all', async () => {
  const { app, linked, frames, send } = await mountPair()
  await send('pointermove', 100, 100)
  await send('wheel', 100, 100, { deltaY: -250 })
  expect(linked.view.value.zoom).toBeCloseTo(Math.E, 5)
  expect(linked.hovered.value?.down).toBeCloseTo(0.5, 5)
  const widths = frames.map((frame) => frame.querySelector<HTMLElement>('.linked-stage')?.style.width)
  expect(new Set(widths).size).toBe(1)
  expect(Number.parseFloat(widths[0] ?? '')).toBeCloseTo(100 * Math.E, 3)

  const before = linked.view.value.right
  await send('pointerdown', 100, 100, { button: 0 })
  await send('pointermove', 60, 100, { buttons: 1 })
  await send('pointerup', 60, 100)
  expect(linked.view.value.right).toBeCloseTo(before + 0.2 / Math.E, 5)
  expect(linked.pinned.value).toBeNull()

  await send('dblclick', 60, 100)
  expect(linked.view.value).toEqual(WHOLE)
  app.unmount()
})
