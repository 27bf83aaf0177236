// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { expect, test } from 'vitest'
import ImportNotice from '../../../renderer/components/import/ImportNotice.vue'
import TrainingSetup from '../../../renderer/components/train/TrainingSetup.vue'
import { useModels } from '../../../renderer/composables/useModels.ts'
import { useSetup, type SetupState } from '../../../renderer/composables/useSetup.ts'
import { byTestId, openWorkbench } from '../open-workbench.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Train's setup with the notice above it, as the window has them. */
async function open(language: 'en' | 'ko' = 'en') {
  const held: { setup?: SetupState; models?: ReturnType<typeof useModels> } = {}
  const part = defineComponent({
    setup() {
      held.setup = useSetup()
      held.models = useModels()
      return () => [h(ImportNotice), h(TrainingSetup)]
    },
  })
  const window = await openWorkbench(part, {}, language)
  await flushPromises()
  const { setup, models } = held
  if (!setup || !models) throw new Error('the window did not open')
  return { window, setup, models }
}

test('a dropped model is reported, and one press makes the next run start from it', async () => {
  const { window, setup, models } = await open()
  const dropping = models.importDropped(new File([], 'flowers.keras'))
  await flushPromises()
  expect(window.text()).toContain('Reading flowers.keras')
  await pause(700)
  await dropping
  await flushPromises()
  const report = byTestId(window, 'import-report')[0]
  expect(report?.text()).toMatch(/flowers\.keras keras, 32 px, .* parameters, 10 classes/)
  expect(report?.text()).toMatch(/\d+ weights matched.*2 at their initial values.*2 of the file not used/)
  expect(report?.text()).toContain('predictions with 10 classes was added, untrained')
  await byTestId(window, 'train-from')[0]?.trigger('click')
  await flushPromises()
  expect(setup.start.value).toMatchObject({ from: { kind: 'model', modelId: 'flowers-keras' } })
  expect(setup.config.value).toMatchObject({ freeze: 'all', thaw: [{ fromEpoch: 6, freeze: 'block12' }] })
  expect(byTestId(window, 'fine-tuning')).toHaveLength(1)
})

test('the slider freezes up to a block; fresh weights bring back what was there', async () => {
  const { window, setup, models } = await open()
  const before = setup.config.value
  await Promise.all([models.importDropped(new File([], 'flowers.keras')), pause(700)])
  await flushPromises()
  await byTestId(window, 'train-from')[0]?.trigger('click')
  const slider = byTestId(window, 'freeze-slider')[0]
  expect(slider?.attributes('aria-valuetext')).toBe('up to block12')
  await slider?.setValue('13')
  expect(setup.config.value.thaw).toMatchObject([{ freeze: 'block13' }])
  await slider?.setValue('0')
  expect(setup.config.value.thaw).toMatchObject([{ freeze: null }])
  setup.chooseStart(null)
  expect(setup.config.value).toEqual(before)
})

test('a broken file says so, and nothing is kept', async () => {
  const { window, models } = await open('ko')
  await Promise.all([models.importDropped(new File([], 'broken.h5')), pause(700)])
  await flushPromises()
  expect(byTestId(window, 'import-report')).toHaveLength(0)
  expect(byTestId(window, 'error-card').length).toBeGreaterThan(0)
  expect(models.models.value).toEqual([])
})

test('without a network the published weights can be given as a file', async () => {
  const { window, setup, models } = await open()
  const fetched = models.fetchPretrained('xception')
  await flushPromises()
  expect(byTestId(window, 'fetching')).toHaveLength(1)
  await pause(1200)
  expect(await fetched).toBeNull()
  await flushPromises()
  expect(window.text()).toContain('without a network, bring the file')
  expect(window.text()).toContain('Give a copy of the file')
  expect(setup.start.value).toBeNull()
})
