import { nextTick } from 'vue'
import { expect, test } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createDataset } from '../../../renderer/composables/useDataset.ts'
import { createSetup } from '../../../renderer/composables/useSetup.ts'
import { recording } from '../recording.ts'

async function open() {
  const dataset = createDataset(createClient(createReplayBridge(recording, { scene: 'done', speed: 1 })))
  const setup = createSetup(dataset)
  await dataset.openSample()
  await nextTick()
  return setup
}

test("the dataset's classes end the network; the preset stays the preset", async () => {
  const setup = await open()
  expect(setup.network.value.options.classes).toBe(10)
  expect(setup.presetId.value).toBe('small-images')
  expect(setup.graph.value?.cost.layers.at(-1)?.outputShape).toEqual([10])
})

test('a change leaves the preset, choosing it comes back', async () => {
  const setup = await open()
  setup.changeConfig({ epochs: 2 })
  expect(setup.presetId.value).toBeNull()
  setup.choosePreset('paper')
  expect(setup.presetId.value).toBe('paper')
  expect(setup.network.value.options).toMatchObject({ inputSize: 299, classes: 10 })
})

test('an input that the stem cannot take is an error, not an exception', async () => {
  const setup = await open()
  setup.changeModel({ inputSize: 20 })
  expect(setup.graph.value).toBeNull()
  expect(setup.modelError.value).toMatchObject({ code: 'input-too-small', data: { received: 20, minimum: 32 } })
})

test('another network comes in the variant that fits the images, with the classes of the dataset and its own options', async () => {
  const setup = await open()
  setup.chooseName('inception-v1')
  expect(setup.network.value).toMatchObject({ name: 'inception-v1', options: { inputSize: 32, classes: 10 } })
  expect(setup.variant.value).toBe('small')
  expect(setup.presetId.value).toBe('small-images')
  setup.changeModel({ auxiliaryHeads: true })
  expect(setup.variant.value).toBeNull()
  expect(setup.graph.value?.graph.outputs).toHaveLength(3)
  setup.chooseVariant('paper')
  expect(setup.network.value.options).toMatchObject({ inputSize: 224, classes: 10, auxiliaryHeads: false })
  setup.chooseName('nin')
  expect(setup.variant.value).toBe('paper')
})
