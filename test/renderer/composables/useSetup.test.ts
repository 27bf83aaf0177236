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
  expect(setup.model.value.classes).toBe(10)
  expect(setup.presetId.value).toBe('small-images')
  expect(setup.graph.value?.cost.layers.at(-1)?.outputShape).toEqual([10])
})

test('a change leaves the preset, choosing it comes back', async () => {
  const setup = await open()
  setup.changeConfig({ epochs: 2 })
  expect(setup.presetId.value).toBeNull()
  setup.choosePreset('paper')
  expect(setup.presetId.value).toBe('paper')
  expect(setup.model.value).toMatchObject({ inputSize: 299, classes: 10 })
})

test('an input that the stem cannot take is an error, not an exception', async () => {
  const setup = await open()
  setup.changeModel({ inputSize: 20 })
  expect(setup.graph.value).toBeNull()
  expect(setup.modelError.value).toMatchObject({ code: 'input-too-small', data: { received: 20, minimum: 32 } })
})
