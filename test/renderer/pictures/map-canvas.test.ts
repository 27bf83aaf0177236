// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { createApp, h, nextTick, shallowRef } from 'vue'
import MapCanvas from '../../../renderer/components/pictures/MapCanvas.vue'
import { provideTheme } from '../provide-theme.ts'

test('the cell under a pointer that stands still follows the map that comes under it', async () => {
  const size = shallowRef(28)
  const cells: unknown[] = []
  const host = document.createElement('div')
  const app = createApp({
    render: () =>
      h(MapCanvas, {
        values: new Uint8Array(size.value * size.value),
        width: size.value,
        height: size.value,
        scale: 'viridis',
        label: 'a map',
        onPoint: (cell) => cells.push(cell),
      }),
  })
  provideTheme(app)
  app.mount(host)
  const canvas = host.querySelector('canvas') as HTMLCanvasElement
  canvas.getBoundingClientRect = () => new DOMRect(100, 100, 280, 280)

  canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: 155, clientY: 125 }))
  await nextTick()
  expect(cells).toEqual([{ row: 2, column: 5 }])

  size.value = 7
  await nextTick()
  expect(cells.at(-1)).toEqual({ row: 0, column: 1 })

  canvas.dispatchEvent(new PointerEvent('pointerleave'))
  await nextTick()
  expect(cells.at(-1)).toBeNull()
  app.unmount()
})
