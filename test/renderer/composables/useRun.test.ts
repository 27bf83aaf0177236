import { describe, expect, test, vi } from 'vitest'
import type { Bridge } from '../../../shared/contract/bridge.ts'
import type { EventPayload } from '../../../shared/contract/events.ts'
import { presetNetwork, SMALL_IMAGES } from '../../../shared/training/presets.ts'
import { createReplayBridge, type Scene } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createRun } from '../../../renderer/composables/useRun.ts'
import { createRuns } from '../../../renderer/composables/useRuns.ts'
import { recording } from '../recording.ts'

function open(scene: Scene, speed = 400, wrap = (bridge: Bridge) => bridge) {
  const client = createClient(wrap(createReplayBridge(recording, { scene, speed })))
  const runs = createRuns(client)
  return { run: createRun(client, runs), runs }
}
const args = { datasetId: 'sample', network: presetNetwork(SMALL_IMAGES, 'xception'), config: SMALL_IMAGES.config }
const count = (kind: string) => recording.run.events.filter((event) => event.kind === kind).length
const recorded = count('step')
const patient = { timeout: 15_000 }

describe('a run', () => {
  test('is started, followed to its end, and listed', async () => {
    const { run, runs } = open('fresh')
    await run.restore()
    expect(run.viewed.value).toBeNull()
    await run.start(args)
    const active = run.active.value
    expect(active?.number).toBe(1)
    expect(run.viewed.value).toBe(active)
    await expect.poll(() => run.viewed.value?.history.state, patient).toBe('finished')
    expect(run.active.value).toBeNull()
    expect(run.viewed.value?.history.steps).toHaveLength(recorded)
    expect(run.viewed.value?.history.epochs).toHaveLength(count('epoch'))
    await expect.poll(() => runs.runs.value[0]?.state).toBe('finished')
  })

  test('that was trained before is shown again after a restart', async () => {
    const { run } = open('done')
    await run.restore()
    expect(run.viewed.value?.manifest?.number).toBe(1)
    expect(run.viewed.value?.history.epochs).toHaveLength(count('epoch'))
    expect(run.active.value).toBeNull()
  })

  test('pauses, goes on and stops', async () => {
    const { run } = open('fresh', 5)
    await run.start(args)
    const phase = () => run.viewed.value && run.phaseOf(run.viewed.value)
    await expect.poll(phase, patient).toBe('training')
    await run.pause()
    await expect.poll(phase).toBe('paused')
    await run.resume()
    await expect.poll(phase).toBe('training')
    await run.stop()
    await expect.poll(phase).toBe('stopped')
    expect(run.active.value).toBeNull()
  })

  test('that the engine dies on is told, kept, and goes on where its events broke off', async () => {
    const { run } = open('crash')
    await run.start(args)
    await expect.poll(() => run.crash.value, patient).toMatchObject({ number: 1 })
    const { runId } = run.crash.value ?? { runId: '' }
    expect(run.active.value).toBeNull()
    expect(run.viewed.value && run.phaseOf(run.viewed.value)).toBe('interrupted')
    await run.continueRun(runId)
    expect(run.crash.value).toBeNull()
    await expect.poll(() => run.viewed.value?.history.state, patient).toBe('finished')
    const steps = run.viewed.value?.history.steps.map((step) => step.step) ?? []
    expect(steps).toEqual(Array.from({ length: recorded }, (_, index) => index + 1))
  })

  test('that the engine died on is not brought back by events that were still on their way', async () => {
    let listen = (_: EventPayload<'training:events'>): void => undefined
    const { run } = open('crash', 400, (bridge) => ({
      ...bridge,
      on(name, listener) {
        if (name === 'training:events') listen = listener as typeof listen
        return bridge.on(name, listener)
      },
    }))
    await run.start(args)
    await expect.poll(() => run.crash.value, patient).not.toBeNull()
    const { runId } = run.crash.value ?? { runId: '' }
    const seen = run.viewed.value?.history.nextSeq ?? 0
    listen({ runId, events: recording.run.events.slice(seen, seen + 2) })
    expect(run.active.value).toBeNull()
    expect(run.crash.value).not.toBeNull()
    expect(run.viewed.value?.history.nextSeq).toBe(seen + 2)
  })

  test('cannot start without an engine, and says why', async () => {
    const { run } = open('no-engine')
    await run.start(args)
    expect(run.error.value?.code).toBe('engine-unavailable')
    expect(run.starting.value).toBe(false)
  })

  test('whose first events were missed is read from its log', async () => {
    const lost = vi.fn()
    const { run } = open('fresh', 100, (bridge) => ({
      ...bridge,
      on: (name, listener) =>
        bridge.on(name, (payload) => {
          if (name === 'training:events' && lost.mock.calls.length < 3) lost()
          else listener(payload)
        }),
    }))
    await run.start(args)
    await expect.poll(() => run.viewed.value?.history.state, patient).toBe('finished')
    expect(lost).toHaveBeenCalledTimes(3)
    expect(run.viewed.value?.history.steps).toHaveLength(recorded)
  })
})
