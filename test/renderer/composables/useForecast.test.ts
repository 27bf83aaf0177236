import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createReplayBridge, type Scene } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createDataset } from '../../../renderer/composables/useDataset.ts'
import { createEngine } from '../../../renderer/composables/useEngine.ts'
import { createForecast, type ForecastHolder } from '../../../renderer/composables/useForecast.ts'
import { createRun, type RunStateHolder } from '../../../renderer/composables/useRun.ts'
import { createRuns } from '../../../renderer/composables/useRuns.ts'
import { createSetup, type SetupState } from '../../../renderer/composables/useSetup.ts'
import type { RequestName } from '../../../shared/contract/requests.ts'
import { fail, type Result } from '../../../shared/contract/result.ts'
import { recording } from '../recording.ts'

interface Opened {
  readonly forecast: ForecastHolder
  readonly setup: SetupState
  readonly run: RunStateHolder
  /** How often the window asked for each thing. */
  readonly asked: Map<string, number>
}

/** The window's state over the replay, with the sample open; `answer` may stand in for the bridge. */
async function open(scene: Scene, answer: (name: RequestName) => Result<never> | null = () => null): Promise<Opened> {
  const bridge = createReplayBridge(recording, { scene, speed: 50 })
  const asked = new Map<string, number>()
  const client = createClient({
    ...bridge,
    request: (name, args) => {
      asked.set(name, (asked.get(name) ?? 0) + 1)
      const given = answer(name)
      return given ? Promise.resolve(given) : bridge.request(name, args)
    },
  })
  const dataset = createDataset(client)
  const engine = createEngine(client)
  const run = createRun(client, createRuns(client))
  const setup = createSetup(dataset)
  const forecast = createForecast(client, { engine, setup, dataset, run })
  const ready = Promise.all([dataset.openSample(), engine.refresh()])
  await pass(1000)
  await ready
  return { forecast, setup, run, asked }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the forecast', () => {
  it('is measured when something shows it, once, and then follows every option at once', async () => {
    const { forecast, setup, asked } = await open('fresh')
    expect(forecast.state.value).toBe('none')
    expect(asked.get('engine:probe')).toBeUndefined()
    forecast.request()
    expect(forecast.state.value).toBe('measuring')
    await pass(1000)
    expect(forecast.state.value).toBe('ready')
    const before = forecast.forecast.value
    if (!before) throw new Error('no forecast')
    expect(before.epochMs).toBeGreaterThan(before.stepMs)

    setup.changeConfig({ batchSize: 64 })
    setup.changeModel({ width: 0.5 })
    const after = forecast.forecast.value
    expect(after?.stepMs).toBeGreaterThan(2 * before.stepMs)
    expect(after?.memoryBytes).toBeGreaterThan(before.memoryBytes)

    setup.changeModel({ inputSize: 5 })
    expect(forecast.forecast.value).toBeNull()
    forecast.request()
    await pass(1000)
    expect(asked.get('engine:probe')).toBe(1)
  })

  it('says when the machine has less memory free than the run will take', async () => {
    const { forecast, setup } = await open('fresh')
    forecast.request()
    await pass(1000)
    expect(forecast.shortOfBytes.value).toBeNull()
    setup.changeModel({ inputSize: 299, width: 1 })
    setup.changeConfig({ batchSize: 256 })
    const { freeBytes, residentBytes } = recording.engine.memory
    expect(forecast.shortOfBytes.value).toBe(freeBytes + residentBytes)
    setup.changeConfig({ batchSize: 1 })
    expect(forecast.shortOfBytes.value).toBeNull()
  })

  it('waits for a run to end, and asks again then', async () => {
    let training = true
    const { forecast, run, asked } = await open('fresh', (name) =>
      name === 'engine:probe' && training ? fail('training-active', { runId: 'replay-1' }) : null,
    )
    const started = run.start({
      datasetId: 'sample',
      network: recording.run.manifest.model ?? { name: 'xception', options: {} },
      config: recording.run.manifest.config,
    })
    await pass(600)
    await started
    expect(run.active.value).not.toBeNull()
    forecast.request()
    await flushPromises()
    expect(forecast.state.value).toBe('waiting')
    training = false
    await pass(60_000)
    expect(run.active.value).toBeNull()
    expect(forecast.state.value).toBe('ready')
    expect(asked.get('engine:probe')).toBe(2)
  })

  it('says so where the machine cannot be measured', async () => {
    const { forecast } = await open('fresh', (name) =>
      name === 'engine:probe' ? fail('engine-unavailable', { detail: 'SIGILL' }) : null,
    )
    forecast.request()
    await pass(1000)
    expect(forecast.state.value).toBe('failed')
    expect(forecast.error.value?.code).toBe('engine-unavailable')
  })
})
