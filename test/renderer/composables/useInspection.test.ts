import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createDataset } from '../../../renderer/composables/useDataset.ts'
import { createInspection } from '../../../renderer/composables/useInspection.ts'
import { createPlaces } from '../../../renderer/composables/usePlaces.ts'
import { createRuns } from '../../../renderer/composables/useRuns.ts'
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
    const inspection = createInspection(client, { runs, dataset, places })
    await runs.refresh()
    await flushPromises()
    expect(inspection.runId.value).toBe(recording.run.manifest.runId)
    expect(asked).not.toContain('inspection:describe')

    places.go('inspect')
    await flushPromises()
    expect(asked.filter((name) => name === 'inspection:describe')).toHaveLength(1)
  })
})
