// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { beforeAll, describe, expect, test } from 'vitest'
import { usePlaces } from '../../../renderer/composables/usePlaces.ts'
import InspectPlace from '../../../renderer/views/InspectPlace.vue'
import { byTestId, openWorkbench } from '../open-workbench.ts'

/** Waits for as long as a busy machine may need. */
const until = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 })

const Opened = defineComponent({
  setup() {
    usePlaces().go('inspect')
    return () => h(InspectPlace)
  },
})

async function openInspect(view: string): Promise<VueWrapper> {
  const place = await openWorkbench(Opened)
  await until(() => byTestId(place, 'class-bar').length).toBeGreaterThan(0)
  if (view !== '1') await press(view)
  return place
}

async function press(key: string, target: EventTarget = window): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await flushPromises()
}

beforeAll(() => {
  // The page that the tests run in draws nothing.
  HTMLElement.prototype.scrollIntoView = () => undefined
})

describe('Inspect', () => {
  test('goes to its views by the digits, but not where one types', async () => {
    const place = await openInspect('2')
    await until(() => byTestId(place, 'map-tile').length).toBeGreaterThan(0)
    await press('5', place.get('input[type="search"]').element)
    expect(byTestId(place, 'maps-view')).toHaveLength(1)
    await press('1')
    expect(byTestId(place, 'classes-view')).toHaveLength(1)
    place.unmount()
  })

  test('says which epoch the weights are of, and how good it was', async () => {
    const place = await openInspect('1')
    await until(() => place.get('[data-testid="checkpoint-slider"]').text()).toMatch(/epoch \d+.* · [\d.]+%/)
    place.unmount()
  })

  test('pins a value by the keys, and outlines what it depends on', async () => {
    const place = await openInspect('2')
    await until(() => byTestId(place, 'linked-maps').length).toBe(1)
    const maps = place.get('[data-testid="linked-maps"]')
    expect(byTestId(place, 'receptive-field')).toHaveLength(0)
    await maps.trigger('keydown', { key: 'ArrowDown' })
    const before = /row (\d+), column (\d+)/.exec(place.text()) ?? []
    await maps.trigger('keydown', { key: 'ArrowRight' })
    expect(place.text()).toContain(`row ${before[1]}, column ${Number(before[2]) + 1}: `)
    expect(byTestId(place, 'receptive-field')).toHaveLength(1)
    await maps.trigger('keydown', { key: 'Escape' })
    expect(byTestId(place, 'receptive-field')).toHaveLength(0)
    place.unmount()
  })

  test('holds two images against each other: one channel is chosen for both sides and the scatter', async () => {
    const place = await openInspect('4')
    await place.get('[data-testid="compare-view"] [role="radio"]:last-of-type').trigger('click')
    await until(() => place.findAll('.pick').length).toBeGreaterThan(4)
    await place.findAll('.pick')[4]?.trigger('click')
    await until(() => byTestId(place, 'compare-large').length).toBe(1)
    await until(() => byTestId(place, 'linked-maps').length).toBe(1)
    expect(place.get('[data-testid="linked-maps"]').findAll('canvas')).toHaveLength(3)

    const chosen = byTestId(place, 'compared-channel')[2]
    const name = chosen?.attributes('aria-label') ?? ''
    await chosen?.trigger('click')
    await until(() => place.get('[data-testid="compare-large"]').text()).toContain(name)
    expect(chosen?.attributes('aria-pressed')).toBe('true')
    expect(place.get('[data-testid="scatter"]').attributes('aria-label')).toContain(`${name}: A `)

    await place.get('[data-testid="linked-maps"]').trigger('keydown', { key: 'ArrowUp' })
    expect(place.get('[data-testid="compare-large"]').text()).toMatch(/row \d+, column \d+: A \S+ · B \S+ · B less A /)
    expect(byTestId(place, 'receptive-field')).toHaveLength(2)

    await place.get('[data-testid="scatter"]').trigger('keydown', { key: 'ArrowRight' })
    await until(() => place.get('[data-testid="compare-large"]').text()).not.toContain(name)
    place.unmount()
  })

  test('shows the kernels of both halves of a separable convolution', async () => {
    const place = await openInspect('3')
    const option = place.findAll('[role="option"]').find((each) => each.text().startsWith('block2_sepconv1'))
    await option?.trigger('click')
    await until(() => place.get('[data-testid="filters-view"]').text()).toContain('16 kernels of 3×3')
    expect(byTestId(place, 'map-tile')).toHaveLength(16)
    const halves = place.findAll('[role="radio"]').filter((each) => each.text() === 'Pointwise')
    await halves[0]?.trigger('click')
    await until(() => byTestId(place, 'kernel-strip').length).toBe(32)
    await byTestId(place, 'kernel-strip')[3]?.trigger('click')
    expect(byTestId(place, 'kernel-strip')[3]?.attributes('aria-pressed')).toBe('true')
    place.unmount()
  })

  test('predicts a folder into a grid that is searched; a broken file is a row with its error', async () => {
    const place = await openInspect('7')
    await place.get('[data-testid="folder-view"] .empty .button').trigger('click')
    await until(() => place.text()).toContain('40 of 40 files, 3 not readable')
    const heads = () => place.findAll('[role="columnheader"]')
    expect(heads()[0]?.attributes('aria-sort')).toBe('ascending')
    await heads()[2]?.get('button').trigger('click')
    expect(heads().map((head) => head.attributes('aria-sort'))).toEqual(
      // The surest first; the last two columns don't sort.
      ['none', 'none', 'descending', undefined, undefined],
    )
    await place.get('[data-testid="folder-view"] input[type="search"]').setValue('img_3')
    expect(place.text()).toContain('11 of 40 files')
    place.unmount()
  })
})
