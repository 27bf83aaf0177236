// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { expect, test } from 'vitest'
import GraphDiagram from '../../../renderer/components/model/GraphDiagram.vue'
import { xception } from '../../../shared/zoo/xception.ts'
import { openWorkbench } from '../open-workbench.ts'

test('for readers each line belongs to its block, and what is outside of blocks stands beside them', async () => {
  const graph = xception({ inputSize: 71, width: 0.125, middle: 1 })
  const part = defineComponent(() => () => h(GraphDiagram, { graph, compact: true }))
  const window = await openWorkbench(part)
  await flushPromises()
  const named = (id: string) => window.find(`[data-id="${id}"]`)
  const owned = named('entry/block2').attributes('aria-owns')?.split(' ') ?? []
  const layers = owned.map((id) => document.getElementById(id)?.getAttribute('data-id'))
  expect(layers.toSorted()).toEqual(
    graph.nodes
      .filter(({ block }) => block.startsWith('entry/block2'))
      .map(({ name }) => name)
      .toSorted(),
  )
  expect(named('block2_sepconv1').attributes('aria-level')).toBe('2')
  expect(named('input').attributes('aria-level')).toBe('1')
})
