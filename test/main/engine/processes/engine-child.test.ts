import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEvents } from '../../../../main/engine/runs/event-log.ts'
import { listRuns } from '../../../../main/engine/runs/list-runs.ts'
import type { RequestInput } from '../../../../shared/contract/requests.ts'
import type { TrainingConfig } from '../../../../shared/training/training-config.ts'
import type { TrainingEvent } from '../../../../shared/training/training-event.ts'
import { EMPTY_HISTORY, foldEvents } from '../../../../shared/training/history.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { smallStore } from '../training/small-run.ts'
import { SMALL_MODEL, smallConfig } from '../training/small-settings.ts'
import { ended, forkChild, type TestChild } from './fork-child.ts'

const long = { epochs: 1000 }

function startArguments(
  datasetId: string,
  config: Partial<TrainingConfig> = {},
  exportFormats: ('tfjs' | 'keras')[] = [],
): RequestInput<'training:start'> {
  return {
    datasetId,
    network: { name: 'xception', options: SMALL_MODEL },
    config: smallConfig({ epochs: 2, ...config }),
    exportFormats,
  }
}

/** An engine that trains in a store of its own. */
async function trainingEngine(config: Partial<TrainingConfig> = {}, exportFormats: ('tfjs' | 'keras')[] = []) {
  const { store, dataset } = await smallStore()
  const { datasetId } = dataset.summary
  const engine = await forkChild('engine', store)
  const started = await engine.request('training:start', startArguments(datasetId, config, exportFormats))
  if (!started.ok) throw new Error(`${JSON.stringify(started.error)} ${engine.errors.join('')}`)
  return { store, datasetId, engine, ...started.value }
}

const eventsOf = (engine: TestChild) => engine.all('training:events').flatMap(({ events }) => events)

/** Waits until the engine has told an event of this kind. */
async function told(engine: TestChild, test: (event: TrainingEvent) => boolean) {
  await engine.event('training:events', ({ events }) => events.some(test))
}
const atStep = (number: number) => (event: TrainingEvent) => event.kind === 'step' && event.step >= number

async function stateOf(store: string) {
  const listed = await listRuns(store)
  return listed.ok ? listed.value.runs[0]?.state : listed.error.code
}

describe('the engine process', () => {
  it('says what it runs on', async () => {
    const engine = await forkChild('engine', temporaryFolder())
    const status = await engine.request('engine:status', {})
    expect(status).toMatchObject({
      value: { node: process.versions.node, tfjs: '4.22.0', oneDnn: expect.any(Boolean) as boolean },
    })
    expect(status.ok && status.value.tensorflow).toMatch(/^2\./)
    expect(status.ok && status.value.problems.filter(({ code }) => code === 'tensorflow-unusable')).toEqual([])
  })

  it('trains two epochs, tells all that is on disk, and exports by itself', async () => {
    const { store, engine, runId, number } = await trainingEngine({}, ['tfjs', 'keras'])
    expect([runId, number]).toEqual(['run-1', 1])
    const done = await engine.event('export:done', ({ report }) => report.format === 'keras')
    const events = eventsOf(engine)
    expect(events.filter(({ kind }) => kind === 'epoch')).toHaveLength(2)
    expect(events.at(-1)).toMatchObject({ kind: 'finished', reason: 'completed' })
    expect(await readEvents(join(store, 'runs', runId))).toEqual({ ok: true, value: events })
    expect(done.report.certificate.check.maxDifference).toBeLessThanOrEqual(1e-5)
    expect(readdirSync(join(store, 'runs', runId, 'exports')).sort()).toEqual(['keras', 'tfjs'])
    const stages = engine.all('export:progress').map(({ format, stage }) => `${format} ${stage}`)
    expect(stages).toEqual(
      ['tfjs', 'keras'].flatMap((format) => ['writing', 'reading', 'comparing'].map((stage) => `${format} ${stage}`)),
    )
    expect(engine.all('export:failed')).toEqual([])

    const library = await forkChild('library', store)
    expect(await library.request('export:list', { runId })).toMatchObject({ value: { exports: { length: 2 } } })
    const destination = temporaryFolder()
    const written = await engine.request(
      'export:write',
      { runId, format: 'tfjs', destinationId: 'd1' },
      { d1: destination },
    )
    expect(written).toMatchObject({ value: { format: 'tfjs', exportId: expect.stringMatching(/^d1\//) as string } })
    expect(readdirSync(destination)).toHaveLength(1)
    const unknown = await engine.request('export:write', { runId, format: 'tfjs', destinationId: 'd2' })
    expect(unknown).toMatchObject({ error: { code: 'destination-unknown' } })
  })

  it('answers between steps: one training at a time, pause, resume, stop', async () => {
    const { store, datasetId, engine, runId } = await trainingEngine(long)
    await told(engine, atStep(2))
    const second = await engine.request('training:start', startArguments(datasetId))
    expect(second).toMatchObject({ error: { code: 'training-active', data: { runId } } })
    expect(await engine.request('training:pause', { runId: 'run-9' })).toMatchObject({
      error: { code: 'training-inactive' },
    })
    expect(await engine.request('training:pause', { runId })).toMatchObject({ ok: true })
    await told(engine, ({ kind }) => kind === 'paused')
    const steps = () => eventsOf(engine).filter(({ kind }) => kind === 'step').length
    const before = steps()
    for (let turn = 0; turn < 3; turn++) await engine.request('engine:status', {})
    expect(steps()).toBe(before)
    await engine.request('training:resume', { runId })
    await told(engine, atStep(before + 2))
    expect(await engine.request('training:stop', { runId })).toMatchObject({ ok: true })
    await told(engine, ({ kind }) => kind === 'finished')
    expect(eventsOf(engine).at(-1)).toMatchObject({ kind: 'finished', reason: 'stopped' })
    expect(await engine.request('training:stop', { runId })).toMatchObject({ error: { code: 'training-inactive' } })
    expect(await stateOf(store)).toBe('stopped')
    // Free for the next one at once.
    expect(await engine.request('training:start', startArguments(datasetId))).toMatchObject({ value: { number: 2 } })
  })

  it('killed in the middle of an epoch, the run goes on in another life of it', async () => {
    const { store, engine, runId } = await trainingEngine({ epochs: 4 })
    // Three steps an epoch: the fifth is in the second one, after the first one's checkpoint.
    await told(engine, atStep(5))
    engine.process.kill('SIGKILL')
    expect(await ended(engine)).toBe('SIGKILL')
    expect(await stateOf(store)).toBe('interrupted')
    const next = await forkChild('engine', store)
    expect(await next.request('training:continue', { runId, exportFormats: [] })).toMatchObject({ value: { runId } })
    await told(next, ({ kind }) => kind === 'finished')
    const [started] = eventsOf(next)
    expect(started).toMatchObject({ kind: 'started' })
    expect(started?.kind === 'started' && started.fromStep % 3).toBe(1)
    const all = await readEvents(join(store, 'runs', runId))
    const history = foldEvents(EMPTY_HISTORY, all.ok ? all.value : [])
    expect(history.steps.map(({ step }) => step)).toEqual([...Array(12).keys()].map((index) => index + 1))
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
    expect(history.finished).toMatchObject({ reason: 'completed', step: 12 })
  })

  it.each(['disconnect', 'SIGTERM'] as const)('ends on %s with a checkpoint of the last step', async (how) => {
    const { store, engine, runId } = await trainingEngine(long)
    await told(engine, atStep(2))
    if (how === 'disconnect') engine.process.disconnect()
    else engine.process.kill(how)
    expect(await ended(engine)).toBe(0)
    expect(await stateOf(store)).toBe('interrupted')
    const events = await readEvents(join(store, 'runs', runId))
    const written = events.ok ? events.value : []
    const lastStep = written.findLast((event) => event.kind === 'step')
    expect(written.at(-1)).toMatchObject({ kind: 'checkpoint', which: 'last', step: lastStep?.step })
  })

  it('says what it cannot train', async () => {
    const { store, dataset } = await smallStore()
    const engine = await forkChild('engine', store)
    const unknown = await engine.request('training:start', startArguments('ffffffffffffffff'))
    expect(unknown).toMatchObject({ error: { code: 'dataset-unknown' } })
    const { datasetId } = dataset.summary
    const small = {
      ...startArguments(datasetId),
      network: { name: 'xception', options: { ...SMALL_MODEL, inputSize: 16 } },
    } as const
    expect(await engine.request('training:start', small)).toMatchObject({ error: { code: 'input-too-small' } })
    const missing = await engine.request('training:continue', { runId: 'run-1', exportFormats: [] })
    expect(missing).toMatchObject({ error: { code: 'run-unknown' } })
    // After each failure the engine is free.
    expect(await engine.request('training:start', startArguments(datasetId))).toMatchObject({ ok: true })
  })
})

describe('both processes', () => {
  it('the library never waits for a training step', async () => {
    const { store, dataset } = await smallStore()
    const { datasetId } = dataset.summary
    const [engine, library] = await Promise.all([forkChild('engine', store), forkChild('library', store)])
    await library.request('dataset:thumbnails', { datasetId, indices: [0], size: 64 })
    // A step of this one takes some tenths of a second.
    const options = { ...SMALL_MODEL, inputSize: 96, stem: 'full' as const, width: 0.5, middle: 8 }
    const started = await engine.request('training:start', {
      ...startArguments(datasetId, { ...long, batchSize: 16 }),
      network: { name: 'xception', options },
    })
    expect(started).toMatchObject({ ok: true })
    await told(engine, atStep(2))
    // How many answers came between one step and the next.
    let between = 0
    for (let most = 0; most < 3; most = Math.max(most, between)) {
      const steps = eventsOf(engine).length
      await library.request('runs:list', {})
      await library.request('dataset:thumbnails', { datasetId, indices: [1, 2, 3], size: 64 })
      between = eventsOf(engine).length === steps ? between + 1 : 0
    }
    expect(between).toBe(3)
  })
})
