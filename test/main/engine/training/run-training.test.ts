import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { backend, countNativeTensors, tf } from '../../../../main/engine/backend/tensorflow.ts'
import { readCheckpoint } from '../../../../main/engine/runs/checkpoints.ts'
import { readEvents } from '../../../../main/engine/runs/event-log.ts'
import { isLocked } from '../../../../main/engine/runs/lock-run.ts'
import { openRun } from '../../../../main/engine/runs/run-store.ts'
import { programs } from '../../../../main/engine/backend/program-cache.ts'
import { startRun } from '../../../../main/engine/training/run-training.ts'
import { trainingEventSchema } from '../../../../shared/training/training-event.ts'
import { changeOptions } from '../../../../shared/zoo/network-choice.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { numbersOf, readRunEvents, smallOptions, smallStore, startedOf } from './small-run.ts'
import { SMALL_NETWORK, smallConfig } from './small-settings.ts'

describe('startRun', () => {
  it('trains to the end and leaves a whole folder behind', async () => {
    const { store, dataset } = await smallStore()
    const run = startedOf(await startRun(smallOptions(store, dataset)))
    expect(run).toMatchObject({ runId: 'run-1', number: 1, folder: join(store, 'runs', 'run-1') })
    const events = await readRunEvents(run, async () => expect(await isLocked(run.folder)).toBe(true))
    expect(await isLocked(run.folder)).toBe(false)
    expect(await readEvents(run.folder)).toEqual({ ok: true, value: events })
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index))
    for (const event of events) expect(trainingEventSchema.parse(structuredClone(event))).toEqual(event)
    expect(events.filter(({ kind }) => kind === 'step')).toHaveLength(9)
    expect(events.at(-1)).toMatchObject({ kind: 'finished', reason: 'completed', epoch: 3, step: 9 })
    expect(readdirSync(run.folder).sort()).toEqual(['checkpoints', 'events.jsonl', 'run.json'])
    const manifest = await openRun(run.folder)
    expect(manifest).toMatchObject({
      value: {
        manifest: {
          labels: ['bright', 'dark'],
          model: { options: { classes: 2 } },
          dataset: { path: dataset.path, hash: dataset.summary.hash, trainingSamples: 16, validationSamples: 4 },
          versions: { node: process.versions.node, tensorflow: expect.stringMatching(/^2\./) as string },
        },
      },
    })
    const last = await readCheckpoint(run.folder, run.runId, 'last')
    expect(last).toMatchObject({ value: { cursor: { epoch: 4, stepInEpoch: 0, step: 9 } } })
    const finished = events.at(-1)
    const bestEpoch = finished?.kind === 'finished' ? finished.bestEpoch : null
    const best = await readCheckpoint(run.folder, run.runId, 'best')
    expect(best).toMatchObject({ value: { cursor: { epoch: Number(bestEpoch) + 1 } } })
  })

  it('runs op by op when asked to, and when compiling fails, and the manifest says which and why', async () => {
    const { store, dataset } = await smallStore()
    const config = smallConfig({ epochs: 1, seed: 3 })
    const train = async (more: Parameters<typeof smallOptions>[2]) => {
      const run = startedOf(await startRun(smallOptions(store, dataset, { config, ...more })))
      const numbers = numbersOf(await readRunEvents(run))
      const opened = await openRun(run.folder)
      return { numbers, manifest: opened.ok ? opened.value.manifest : null }
    }
    const compiled = await train({})
    const eager = await train({ engine: 'eager' })
    programs.clear()
    const real = backend.binding
    const loadSavedModel = () => {
      throw new Error('no place for the graph')
    }
    backend.binding = Object.create(real, { loadSavedModel: { value: loadSavedModel } }) as typeof real
    const fallenBack = await train({}).finally(() => (backend.binding = real))
    expect(compiled.manifest).toMatchObject({ engine: 'compiled' })
    expect(compiled.manifest).not.toHaveProperty('engineReason')
    expect(eager.manifest).toMatchObject({ engine: 'eager' })
    expect(eager.manifest).not.toHaveProperty('engineReason')
    expect(fallenBack.manifest).toMatchObject({ engine: 'eager', engineReason: 'no place for the graph' })
    expect(fallenBack.numbers).toEqual(eager.numbers)
    expect(compiled.numbers).toHaveLength(eager.numbers.length)
  })

  it('the same seed gives the same numbers; another gives others', async () => {
    const { store, dataset } = await smallStore()
    const numbers = async (seed: number) => {
      const config = smallConfig({ epochs: 1, seed })
      return numbersOf(await readRunEvents(startedOf(await startRun(smallOptions(store, dataset, { config })))))
    }
    const first = await numbers(1)
    expect(await numbers(1)).toEqual(first)
    expect(await numbers(2)).not.toEqual(first)
  })

  it('keeps no tensors, neither over epochs nor after the end', async () => {
    const { store, dataset } = await smallStore()
    const counts = () => [tf.memory().numTensors, countNativeTensors()]
    await readRunEvents(startedOf(await startRun(smallOptions(store, dataset))))
    const before = counts()
    const atEpochs: number[][] = []
    await readRunEvents(startedOf(await startRun(smallOptions(store, dataset))), ({ kind }) => {
      if (kind === 'epoch') atEpochs.push(counts())
    })
    expect(counts()).toEqual(before)
    expect(atEpochs).toHaveLength(3)
    expect(atEpochs[2]).toEqual(atEpochs[1])
  })

  it('stops after the step in flight and keeps what was learned', async () => {
    const { store, dataset } = await smallStore()
    const controller = new AbortController()
    const run = startedOf(await startRun(smallOptions(store, dataset, { signal: controller.signal })))
    const events = await readRunEvents(run, (event) => event.kind === 'step' && event.step === 2 && controller.abort())
    expect(events.slice(-3)).toMatchObject([
      { kind: 'step', step: 2 },
      { kind: 'checkpoint', which: 'last', step: 2, epoch: 1 },
      { kind: 'finished', reason: 'stopped', step: 2, epoch: 1, bestEpoch: null },
    ])
    expect(await readCheckpoint(run.folder, run.runId, 'last')).toMatchObject({ value: { cursor: { step: 2 } } })
  })

  it('puts the run where the user wants it', async () => {
    const { store, dataset } = await smallStore()
    const out = join(temporaryFolder(), 'mine')
    const config = smallConfig({ epochs: 1 })
    const run = startedOf(await startRun(smallOptions(store, dataset, { out, config })))
    expect((await readRunEvents(run)).at(-1)).toMatchObject({ kind: 'finished' })
    expect(run.folder).toBe(out)
    expect(await openRun(out)).toMatchObject({ value: { manifest: { runId: 'mine' } } })
    const again = await startRun(smallOptions(store, dataset, { out, config }))
    expect(again).toMatchObject({ error: { code: 'destination-not-empty' } })
  })

  it('refuses what cannot train before anything is written', async () => {
    const { store, dataset } = await smallStore()
    const options = smallOptions(store, dataset)
    const small = { ...options, network: changeOptions(SMALL_NETWORK, { inputSize: 31 }) }
    expect(await startRun(small)).toMatchObject({ error: { code: 'input-too-small', data: { minimum: 32 } } })
    const full = { ...options, network: changeOptions(SMALL_NETWORK, { stem: 'full' }) }
    expect(await startRun(full)).toMatchObject({ error: { code: 'input-too-small', data: { minimum: 71 } } })
    expect(readdirSync(store)).not.toContain('runs')
  })

  it.each([
    { kind: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-7 },
    { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  ] as const)('trains with $kind and balanced class weights', async (optimizer) => {
    const { store, dataset } = await smallStore()
    const config = smallConfig({ epochs: 1, optimizer, learningRate: 0.001, classWeights: 'balanced' })
    const events = await readRunEvents(startedOf(await startRun(smallOptions(store, dataset, { config }))))
    expect(events.at(-1)).toMatchObject({ kind: 'finished', reason: 'completed' })
  })
})
