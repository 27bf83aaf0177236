// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { expect, test } from 'vitest'
import ModelComparison from '../../../renderer/components/model/ModelComparison.vue'
import { xception } from '../../../shared/zoo/xception.ts'
import { byTestId, openWorkbench } from '../open-workbench.ts'

test('a block of the list is shown with its counterpart, be it drawn as one with its equals; then all again', async () => {
  const [a, b] = [xception({ inputSize: 71, width: 0.125 }), xception({ inputSize: 71, width: 0.25 })]
  const part = defineComponent(() => () => h(ModelComparison, { a, b, titleA: 'narrow', titleB: 'wide' }))
  const window = await openWorkbench(part)
  await flushPromises()
  const selected = () =>
    byTestId(window, 'diagram').map((side) => side.find('[aria-selected="true"]').element?.getAttribute('data-id'))
  const [block7] = window.findAll('button').filter((button) => button.text() === 'middle/block7')
  await block7?.trigger('click')
  expect(block7?.attributes('aria-pressed')).toBe('true')
  expect(selected()).toEqual(['middle/block5', 'middle/block5'])
  await byTestId(window, 'compare-all')[0]?.trigger('click')
  expect(block7?.attributes('aria-pressed')).toBe('false')
  expect(window.findAll('[aria-selected="true"]')).toHaveLength(0)
})
