import { expect, test } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createOpenModel } from '../../../renderer/composables/useOpenModel.ts'
import type { RequestName } from '../../../shared/contract/requests.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { recording } from '../recording.ts'

/** The composable over the replay, whose library answers as it is told. */
function open(answer: () => Result<unknown>) {
  const bridge = createReplayBridge(recording, { scene: 'fresh', speed: 1 })
  const request = (name: RequestName, args: never) =>
    name === 'model:open' ? Promise.resolve(answer()) : bridge.request(name, args)
  return createOpenModel(createClient({ ...bridge, request: request as typeof bridge.request }))
}

test('a model file is opened as a graph; one that is broken leaves it and says why', async () => {
  const graph = xception({ width: 0.1 })
  const answers: Result<unknown>[] = [
    succeed({ graph }),
    fail('model-invalid', { path: 'b.keras', detail: 'layer "x" reads "y"' }),
  ]
  const model = open(() => answers.shift() ?? fail('cancelled', {}))
  await model.open({ sourceId: 'a', name: 'a.keras' })
  expect(model.opened.value).toEqual({ name: 'a.keras', sourceId: 'a', graph })
  await model.open({ sourceId: 'b', name: 'b.keras' })
  expect(model.opened.value?.name).toBe('a.keras')
  expect(model.error.value?.code).toBe('model-invalid')
  expect(model.opening.value).toBe(false)
  model.close()
  expect([model.opened.value, model.error.value]).toEqual([null, null])
})
