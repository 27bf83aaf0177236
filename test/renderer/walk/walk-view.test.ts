// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import WalkView from '../../../renderer/components/walk/WalkView.vue'
import { STOPS } from '../../../renderer/composables/useWalk.ts'
import { byTestId, openWorkbench } from '../open-workbench.ts'

test.each(['en', 'ko'] as const)(
  'goes through all stops by the arrow keys, %s, and no further than the ends',
  async (language) => {
    const walk = await openWorkbench(WalkView, {}, language)
    for (const stop of STOPS) {
      expect(byTestId(walk, `stop-${stop}`), stop).toHaveLength(1)
      expect(walk.text()).not.toMatch(/stops\.|walk\./)
      await walk.get('.body').trigger('keydown', { key: 'ArrowRight' })
      await flushPromises()
    }
    expect(byTestId(walk, 'stop-xception')).toHaveLength(1)
    await walk.get('.body').trigger('keydown', { key: 'ArrowLeft' })
    expect(byTestId(walk, 'stop-between')).toHaveLength(1)
    walk.unmount()
  },
)

test('an arrow key that moves a slider does not walk', async () => {
  const walk = await openWorkbench(WalkView)
  await walk.findAll('nav button')[4]?.trigger('click')
  await walk.get('[data-testid="segments"]').trigger('keydown', { key: 'ArrowRight' })
  await flushPromises()
  expect(byTestId(walk, 'stop-segments')).toHaveLength(1)
  expect(walk.get('[aria-current="true"]').text()).toMatch(/^4/)
  walk.unmount()
})

test('the saving is counted for the sizes that are put in', async () => {
  const walk = await openWorkbench(WalkView)
  await walk.findAll('nav button')[6]?.trigger('click')
  expect(walk.get('[data-testid="saving"]').text()).toContain('11.2%')
  expect(walk.text()).toContain('3·3·728·19·19 = 2,365,272')
  await walk.findAll('input')[2]?.setValue('9')
  expect(walk.get('[data-testid="saving"]').text()).toContain('1/9 + 1/9 = 0.222')
  walk.unmount()
})

test('the engine is asked whether nothing or a ReLU stands between, and its answer shown', async () => {
  const walk = await openWorkbench(WalkView)
  await walk.findAll('nav button')[8]?.trigger('click')
  await expect.poll(() => walk.get('[data-testid="proof"]').text()).toContain('The same function')
  await walk.findAll('.segment')[1]?.trigger('click')
  await expect.poll(() => walk.get('[data-testid="proof"]').text()).toContain('Not the same function')
  walk.unmount()
})

test('a box tells what it costs, pointed at or walked to by keys', async () => {
  const walk = await openWorkbench(WalkView)
  await walk.findAll('nav button')[1]?.trigger('click')
  const [drawing] = walk.findAll('.drawing svg')
  const told = () => byTestId(walk, 'box-told')[0]?.text()
  expect(told()).toContain('Point at a box')
  await drawing?.trigger('keydown', { key: 'ArrowDown' })
  expect(told()).toContain('28×28×64, nothing to learn')
  await drawing?.trigger('keydown', { key: 'ArrowDown' })
  expect(told()).toMatch(/5×5, 64: 28×28×64, 102,400 parameters, 80\.3\sM multiply-adds/)
  await drawing?.findAll('g')[0]?.trigger('pointerenter')
  expect(told()).toContain('nothing to learn')
  walk.unmount()
})
