// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { h } from 'vue'
import { describe, expect, test } from 'vitest'
import StatusBar from '../../../renderer/components/frame/StatusBar.vue'
import TrainingSetup from '../../../renderer/components/train/TrainingSetup.vue'
import EpochTable from '../../../renderer/components/train/EpochTable.vue'
import DataPlace from '../../../renderer/views/DataPlace.vue'
import ExportPlace from '../../../renderer/views/ExportPlace.vue'
import ModelPlace from '../../../renderer/views/ModelPlace.vue'
import { formatDifference } from '../../../renderer/format.ts'
import { createWindowI18n } from '../../../renderer/locales/i18n.ts'
import { byTestId, openWorkbench } from '../open-workbench.ts'
import { recording } from '../recording.ts'

describe('Data', () => {
  test('lists the classes with their counts, and problems with what is done about them', async () => {
    const place = await openWorkbench(DataPlace, { scene: 'problems' })
    expect(byTestId(place, 'class-row')).toHaveLength(10)
    expect(byTestId(place, 'class-row')[1]?.text()).toContain('Bag')
    expect(byTestId(place, 'problem-row')).toHaveLength(24)
    expect(byTestId(place, 'problem-row')[0]?.text()).toContain('Left out')
    expect(place.text()).toContain('4,000 training')
  })

  test('speaks Korean', async () => {
    const place = await openWorkbench(DataPlace, {}, 'ko')
    expect(place.text()).toContain('학습 4,000')
  })
})

describe('Model', () => {
  test('draws the network and names its totals', async () => {
    const place = await openWorkbench(ModelPlace)
    expect(place.get('[data-testid="model-totals"]').text()).toMatch(/Modules14.*Convolution layers36/)
    // Its blocks, and the input outside of them.
    expect(place.findAll('[role="treeitem"][aria-level="1"]').length).toBe(9)
  })

  test('shows an impossible input size where it was typed', async () => {
    const place = await openWorkbench(ModelPlace)
    await place.get('[data-testid="input-size-input"]').setValue('20')
    expect(place.get('[role="alert"]').text()).toContain('An input of 20 pixels')
  })

  test('tells of the block that is selected', async () => {
    const place = await openWorkbench(ModelPlace)
    await place.get('[data-id="exit/block14"]').trigger('click')
    await flushPromises()
    expect(place.text()).toContain('Multiply-adds by part')
    expect(place.text()).toContain('sepconv2_bn')
  })

  test('walks over blocks and layers by the arrow keys, and folds', async () => {
    const place = await openWorkbench(ModelPlace)
    const diagram = place.get('[data-testid="diagram"]')
    await place.get('[data-id="entry/block1"]').trigger('click')
    await diagram.trigger('keydown', { key: 'ArrowDown' })
    expect(place.get('[data-id="block1_conv1"]').attributes('aria-selected')).toBe('true')
    expect(diagram.attributes('aria-activedescendant')).toBe(place.get('[data-id="block1_conv1"]').attributes('id'))
    await diagram.trigger('keydown', { key: 'ArrowUp' })
    await diagram.trigger('keydown', { key: 'Enter' })
    expect(place.find('[data-id="block1_conv1"]').exists()).toBe(false)
  })

  test('finds a layer in a module that stands behind another', async () => {
    const place = await openWorkbench(ModelPlace)
    expect(place.find('[data-id="block7_sepconv2"]').exists()).toBe(false)
    const search = place.get('[data-testid="diagram-search"]')
    await search.setValue('block7_sepconv2')
    await search.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(place.get('[data-id="block7_sepconv2"]').attributes('aria-selected')).toBe('true')
  })

  test('opens a separable convolution into its halves', async () => {
    const place = await openWorkbench(ModelPlace)
    await place.get('[data-id="block2_sepconv1"]').trigger('dblclick')
    expect(place.text()).toContain('16 kernels of 3×3, one per channel')
    expect(place.text()).toContain('16×32 mixing matrix')
  })
})

describe('Train', () => {
  test('one click trains; then the status bar has the run, and the button is gone until it ends', async () => {
    const both = await openWorkbench(() => [h(TrainingSetup), h(StatusBar)], { scene: 'fresh', speed: 200 })
    await both.get('[data-testid="start-training"]').trigger('click')
    await expect.poll(() => byTestId(both, 'stop-training').length, { timeout: 5000 }).toBe(1)
    expect(byTestId(both, 'start-training')).toHaveLength(0)
    await expect.poll(() => both.get('[data-testid="status-bar"]').text()).toMatch(/Run 1.*epoch \d+\/\d+.*images\/s/)
    await expect.poll(() => byTestId(both, 'start-training').length, { timeout: 15_000 }).toBe(1)
    expect(both.get('[data-testid="status-bar"]').text()).toContain('finished')
  })

  test('has a row for each epoch, the latest on top, the best marked', () => {
    const epochs = recording.run.events.filter((event) => event.kind === 'epoch')
    const table = mount(EpochTable, { props: { epochs }, global: { plugins: [createWindowI18n()] } })
    const rows = table.findAll('[data-testid="epoch-row"]')
    expect(rows).toHaveLength(epochs.length)
    expect(rows[0]?.text()).toMatch(new RegExp(`^${epochs.length}`))
    expect(table.findAll('[aria-label="Best so far"]')).toHaveLength(1)
  })
})

describe('Export', () => {
  test('shows for each format the largest difference and who checked it', async () => {
    const place = await openWorkbench(ExportPlace)
    await expect.poll(() => byTestId(place, 'export-difference').length).toBe(2)
    const shown = byTestId(place, 'export-difference').map((each) => each.text())
    const measured = recording.exports.map(({ certificate }) => formatDifference(certificate.check.maxDifference))
    expect(shown.toSorted()).toEqual(measured.toSorted())
    expect(byTestId(place, 'export-row')).toHaveLength(2)
  })

  test('teaches when there is nothing to export', async () => {
    const place = await openWorkbench(ExportPlace, { scene: 'fresh' })
    expect(place.text()).toContain('Nothing to export yet')
    expect(place.findAll('button')).toHaveLength(1)
  })
})
