import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createDataset } from '../../../renderer/composables/useDataset.ts'
import { createInspection } from '../../../renderer/composables/useInspection.ts'
import { createModels } from '../../../renderer/composables/useModels.ts'
import { createPlaces } from '../../../renderer/composables/usePlaces.ts'
import { createRuns } from '../../../renderer/composables/useRuns.ts'
import type { ModelSummary } from '../../../shared/contract/import.ts'
import { recording } from '../recording.ts'

describe('what Inspect looks at', () => {
  it('is loaded when somebody goes there, not at the start', async () => {
    const bridge = createReplayBridge(recording, { scene: 'done', speed: 50 })
    const asked: string[] = []
    const client = createClient({
      ...bridge,
      request: (name, args) => {
        asked.push(name)
        return bridge.request(name, args)
      },
    })
    const [runs, dataset, places] = [createRuns(client), createDataset(client), createPlaces()]
    const inspection = createInspection(client, { runs, models: createModels(client), dataset, places })
    await runs.refresh()
    await flushPromises()
    expect(inspection.runId.value).toBe(recording.run.manifest.runId)
    expect(asked).not.toContain('inspection:describe')

    places.go('inspect')
    await flushPromises()
    expect(asked.filter((name) => name === 'inspection:describe')).toHaveLength(1)
  })

  it('is the latest imported model where nothing was trained, and the chosen one until it is removed', async () => {
    const client = createClient(createReplayBridge(recording, { scene: 'done', speed: 50 }))
    const [runs, dataset, places] = [createRuns(client), createDataset(client), createPlaces()]
    const summary = { modelId: 'pets-1', name: 'pets.keras' } as ModelSummary
    const models = { models: shallowRef<readonly ModelSummary[]>([summary]) }
    const inspection = createInspection(client, { runs, models, dataset, places })
    expect(inspection.model.value).toEqual({ kind: 'imported', modelId: 'pets-1' })
    await runs.refresh()
    const run = { kind: 'run', runId: recording.run.manifest.runId }
    expect(inspection.model.value).toMatchObject(run)
    inspection.chooseImported('pets-1')
    expect(inspection.model.value).toEqual({ kind: 'imported', modelId: 'pets-1' })
    models.models.value = []
    expect(inspection.model.value).toMatchObject(run)
  })
})
