// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { expect, test } from 'vitest'
import { useDiagram, type DiagramState } from '../../../renderer/composables/useDiagram.ts'
import { useOpenModel, type OpenModelState } from '../../../renderer/composables/useOpenModel.ts'
import { useSetup, type SetupState } from '../../../renderer/composables/useSetup.ts'
import { useWalk, type WalkState } from '../../../renderer/composables/useWalk.ts'
import ModelPlace from '../../../renderer/views/ModelPlace.vue'
import type { AnyGraph } from '../../../shared/graph/any-graph.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { byTestId, openWorkbench } from '../open-workbench.ts'

interface Held {
  diagram: DiagramState
  files: OpenModelState
  setup: SetupState
  walk: WalkState
}

async function open(language: 'en' | 'ko' = 'en') {
  const held: Partial<Held> = {}
  const part = defineComponent({
    setup() {
      Object.assign(held, { diagram: useDiagram(), files: useOpenModel(), setup: useSetup(), walk: useWalk() })
      return () => h(ModelPlace)
    },
  })
  const window = await openWorkbench(part, {}, language)
  await flushPromises()
  return { window, ...(held as Held) }
}

const odd: AnyGraph = {
  name: 'odd',
  inputShape: [8, 8, 3],
  nodes: [
    { name: 'in', kind: 'input', attributes: { shape: [8, 8, 3] }, inputs: [], block: '' },
    {
      ...{ name: 'magic', kind: 'unknown', inputs: ['in'], block: '' },
      attributes: {
        className: 'Sorcery',
        config: [['spell', 'abra']],
        outputShape: null,
        parameters: null,
        macs: null,
      },
    },
    {
      ...{ name: 'pad', kind: 'unknown', inputs: ['in'], block: '' },
      attributes: { className: 'ZeroPadding2D', config: [], outputShape: [10, 10, 3], parameters: 0, macs: 0 },
    },
  ],
  outputs: ['magic', 'pad'],
}

test('a file is looked at in place of the chosen network; its unknown layers say what is known', async () => {
  const { window, files, diagram } = await open()
  const before = byTestId(window, 'model-totals')[0]?.text()
  files.opened.value = { name: 'odd.json', sourceId: 'dropped', graph: odd }
  await flushPromises()
  expect(byTestId(window, 'opened-file')[0]?.text()).toBe('odd.json')
  expect(window.text()).toContain('not all of it can be computed here')
  expect(byTestId(window, 'model-totals')[0]?.text()).toContain('Layers not counted1')
  const drawn = byTestId(window, 'diagram')[0]?.text()
  expect(drawn).toContain('Unknown: Sorcery')
  expect(drawn).toContain('ZeroPadding2D')
  expect(drawn).not.toContain('Unknown: ZeroPadding2D')

  diagram.selection.value = 'magic'
  await flushPromises()
  expect(window.text()).toContain('Unknown layer: Sorcery')
  expect(window.text()).toMatch(/spell\s*abra/)
  expect(window.text()).toMatch(/Parameters\s*not known/)
  diagram.selection.value = 'pad'
  await flushPromises()
  expect(window.text()).toContain('ZeroPadding2D, a layer of Keras that is counted by its rules')

  await byTestId(window, 'close-file')[0]?.trigger('click')
  expect(byTestId(window, 'model-totals')[0]?.text()).toBe(before)
  expect(diagram.selection.value).toBeNull()
})

test('its ledger sums what is known and says what it is without', async () => {
  const { window, files, walk } = await open('ko')
  files.opened.value = { name: 'odd.json', sourceId: 'dropped', graph: odd }
  walk.view.value = 'ledger'
  await flushPromises()
  expect(byTestId(window, 'ledger')[0]?.text()).toContain('여기서 계산하지 않는 층')
  expect(byTestId(window, 'ledger')[0]?.text()).toContain('층 1개는 합계에 들어 있지 않습니다')
  expect(byTestId(window, 'ledger-measure')).toHaveLength(1)
})

test('blocks of a trained model are frozen on the diagram as by the slider of Train', async () => {
  const { window, setup, diagram } = await open()
  expect(byTestId(window, 'freeze-here')).toHaveLength(0)
  const graph = xception({ inputSize: 71, classes: 10, width: 0.125 })
  setup.chooseStart({ from: { kind: 'model', modelId: 'mine' }, name: 'mine', graph, labels: [] })
  diagram.folding.value = { ...diagram.folding.value, apart: ['middle/block5'] }
  diagram.selection.value = 'entry/block3'
  await flushPromises()
  const [freezeUpTo, trainFrom] = byTestId(window, 'freeze-here')[0]?.findAll('button') ?? []
  await trainFrom?.trigger('click')
  expect(setup.config.value.thaw.at(-1)).toMatchObject({ freeze: 'block2' })
  expect(byTestId(window, 'freeze-here')[0]?.text()).toContain('Trains in the next run')
  await freezeUpTo?.trigger('click')
  expect(setup.config.value.thaw.at(-1)).toMatchObject({ freeze: 'block3' })
  const labels = window.findAll('[aria-level="1"]').map((frame) => frame.attributes('aria-label') ?? '')
  expect(labels.filter((label) => label.includes('frozen')).map((label) => label.split(',')[0])).toEqual([
    ...['block1', 'block2', 'block3'],
  ])
})
