import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  checkpointPath,
  readCheckpointCursor,
  writeCheckpoint,
  readCheckpoint,
} from '../../../../main/engine/runs/checkpoints.ts'
import { readEvents } from '../../../../main/engine/runs/event-log.ts'
import { summarizeRun } from '../../../../main/engine/runs/list-runs.ts'
import { lockRun } from '../../../../main/engine/runs/lock-run.ts'
import { openRun } from '../../../../main/engine/runs/run-store.ts'
import { INTERRUPTED } from '../../../../main/engine/training/run-controls.ts'
import { continueRun, startRun, type StartedRun } from '../../../../main/engine/training/run-training.ts'
import { EMPTY_HISTORY, foldEvents } from '../../../../shared/training/history.ts'
import type { TrainingConfig } from '../../../../shared/training/training-config.ts'
import { numbersOf, readRunEvents, smallOptions, smallStore, startedOf } from './small-run.ts'
import { smallConfig } from './small-settings.ts'

const { signal } = new AbortController()
const adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const

/** Trains until a step is done, then leaves as a process does that is told to end. */
async function interruptedRun(config: TrainingConfig, step: number, reason?: string) {
  const { store, dataset } = await smallStore()
  const controller = new AbortController()
  const run = startedOf(await startRun(smallOptions(store, dataset, { config, signal: controller.signal })))
  const events = await readRunEvents(run, (event) => {
    if (event.kind === 'step' && event.step === step) controller.abort(reason)
  })
  return { store, dataset, run, events }
}

async function stateOf({ folder }: StartedRun) {
  const run = await openRun(folder)
  const summary = run.ok ? await summarizeRun(run.value) : run
  return summary.ok ? summary.value.state : summary.error.code
}

describe('continueRun', () => {
  it.each([
    ['in an epoch', 5, smallConfig()],
    ['between two epochs', 3, smallConfig()],
    ['in an epoch, with Adam', 4, smallConfig({ optimizer: adam, learningRate: 0.003 })],
  ])('the losses are those of a run that was never interrupted: %s', async (_, step, config) => {
    const { store, dataset, run, events } = await interruptedRun(config, step, INTERRUPTED)
    expect(await stateOf(run)).toBe('interrupted')
    expect(events.at(-1)).toMatchObject({ kind: 'checkpoint', step })
    const rest = await readRunEvents(startedOf(await continueRun({ store, run: { runId: run.runId }, signal })))
    expect(rest[0]).toMatchObject({ kind: 'started', fromStep: step + 1, seq: events.length })
    const whole = await readRunEvents(startedOf(await startRun(smallOptions(store, dataset, { config }))))
    // Bit for bit: this machine repeats a run exactly (the test of startRun says so).
    expect([...numbersOf(events), ...numbersOf(rest)]).toEqual(numbersOf(whole))
    expect(await stateOf(run)).toBe('finished')
    const all = await readEvents(run.folder)
    expect(all.ok && all.value.map(({ seq }) => seq)).toEqual([...events, ...rest].map((_event, index) => index))
  })

  it('goes on from the last checkpoint when a killed process had trained further', async () => {
    const { store, dataset, run, events } = await interruptedRun(smallConfig(), 4, INTERRUPTED)
    // What a SIGKILL after step 5 leaves: its events, a torn line, the lock of a dead process, an older checkpoint.
    const step = events.find(({ kind }) => kind === 'step')
    const lost = { ...step, seq: events.length, step: 5, loss: 99 }
    appendFileSync(join(run.folder, 'events.jsonl'), `${JSON.stringify(lost)}\n{"kind":"st`)
    appendFileSync(join(run.folder, 'lock'), JSON.stringify({ pid: 2 ** 30, atMs: Date.now(), started: '1' }))
    expect(await stateOf(run)).toBe('interrupted')
    const rest = await readRunEvents(startedOf(await continueRun({ store, run: { folder: run.folder }, signal })))
    expect(rest[0]).toMatchObject({ kind: 'started', fromStep: 5, seq: events.length + 1 })
    const whole = await readRunEvents(startedOf(await startRun(smallOptions(store, dataset))))
    const all = await readEvents(run.folder)
    const history = foldEvents(EMPTY_HISTORY, all.ok ? all.value : [])
    const expected = foldEvents(EMPTY_HISTORY, whole)
    expect(history.steps.map(({ step: number, loss }) => [number, loss])).toEqual(
      expected.steps.map(({ step: number, loss }) => [number, loss]),
    )
    expect(numbersOf(history.epochs)).toEqual(numbersOf(expected.epochs))
  })

  it('a stopped run can go on too; a complete one just finishes again', async () => {
    const { store, run } = await interruptedRun(smallConfig(), 2)
    expect(await stateOf(run)).toBe('stopped')
    const goOn = async () => readRunEvents(startedOf(await continueRun({ store, run: { runId: run.runId }, signal })))
    expect((await goOn()).at(-1)).toMatchObject({ kind: 'finished', reason: 'completed', step: 9 })
    expect((await goOn()).map(({ kind }) => kind)).toEqual(['started', 'finished'])
  })

  it('mends the best checkpoint that a crash left behind the last one', async () => {
    const { store, run } = await interruptedRun(smallConfig({ epochs: 1 }), 99)
    const manifest = await openRun(run.folder)
    const last = await readCheckpoint(run.folder, run.runId, 'last')
    if (!manifest.ok || !last.ok) throw new Error('no checkpoint')
    const stale = { ...last.value, cursor: { ...last.value.cursor, epoch: 1 } }
    await writeCheckpoint(run.folder, 'best', manifest.value.manifest.graph, stale)
    await readRunEvents(startedOf(await continueRun({ store, run: { runId: run.runId }, signal })))
    expect(await readCheckpointCursor(run.folder, run.runId, 'best')).toMatchObject({ value: { epoch: 2 } })
  })

  it('says what is missing', async () => {
    const { store, run } = await interruptedRun(smallConfig(), 2)
    const again = () => continueRun({ store, run: { runId: run.runId }, signal })
    expect(await continueRun({ store, run: { runId: 'run-7' }, signal })).toMatchObject({
      error: { code: 'run-unknown' },
    })
    const lock = await lockRun(run.folder, run.runId)
    expect(await again()).toMatchObject({ error: { code: 'run-locked', data: { runId: 'run-1' } } })
    if (lock.ok) await lock.value.release()
    rmSync(join(store, 'datasets'), { recursive: true })
    expect(await again()).toMatchObject({ error: { code: 'dataset-unknown' } })
    rmSync(checkpointPath(run.folder, 'last'))
    expect(await again()).toMatchObject({ error: { code: 'run-without-checkpoint' } })
    // Each failure has given the lock back.
    expect(await lockRun(run.folder, run.runId)).toMatchObject({ ok: true })
  })
})
