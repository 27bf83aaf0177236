import type { ExportReport } from '../../shared/contract/export.ts'
import type { RequestInput, RequestResult } from '../../shared/contract/requests.ts'
import type { RunSummary } from '../../shared/contract/run.ts'
import { fail, succeed, type Result } from '../../shared/contract/result.ts'
import type { TrainingEvent } from '../../shared/training/training-event.ts'
import type { NetworkChoice } from '../../shared/zoo/network-choice.ts'
import type { Recording } from './recording.ts'
import type { Emit, ReplayOptions } from './replay.ts'
import { playEvents, type Player } from './replay-player.ts'

interface ReplayRun {
  readonly manifest: RequestResult<'runs:read'>['manifest']
  events: TrainingEvent[]
  state: RunSummary['state']
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Runs, training and exports of the replay: each training tells the recorded one again under a new number. */
export function createReplayRuns(recording: Recording, { scene, speed }: ReplayOptions, emit: Emit) {
  const runs = new Map<string, ReplayRun>()
  const exports = new Map<string, ExportReport[]>()
  let player: Player | null = null

  if (scene === 'done' || scene === 'interrupted' || scene === 'problems') {
    const { manifest, events } = recording.run
    const whole = scene !== 'interrupted'
    const kept = whole ? events : events.slice(0, Math.round(events.length * 0.4))
    runs.set(manifest.runId, { manifest, events: kept, state: whole ? 'finished' : 'interrupted' })
    if (whole) exports.set(manifest.runId, [...recording.exports])
  }

  function play(runId: string, run: ReplayRun, from: number): void {
    run.state = 'training'
    const rest = recording.run.events.slice(from)
    player = playEvents(rest, speed, (told) => {
      run.events = [...run.events, ...told]
      const last = told.at(-1)
      if (last?.kind === 'finished') run.state = last.reason === 'stopped' ? 'stopped' : 'finished'
      emit('training:events', { runId, events: told })
      if (last?.kind === 'finished') void exportAll(runId)
      if (scene === 'crash' && from === 0 && run.events.length > recording.run.events.length * 0.45) crash(runId, run)
    })
  }

  function crash(runId: string, run: ReplayRun): void {
    player?.kill()
    run.state = 'interrupted'
    emit('process:state', { process: 'engine', state: 'restarting', detail: 'SIGKILL', runId })
    setTimeout(() => emit('process:state', { process: 'engine', state: 'ready', detail: '', runId: null }), 1500)
  }

  async function exportAll(runId: string): Promise<void> {
    for (const { format } of recording.exports) await write(runId, format)
  }

  async function write(runId: string, format: ExportReport['format'], told = true): Promise<Result<ExportReport>> {
    const report = recording.exports.find((each) => each.format === format)
    if (!report) return fail('internal', { detail: 'not recorded' })
    for (const stage of ['writing', 'reading', 'comparing'] as const) {
      emit('export:progress', { runId, format, stage })
      await pause(600)
    }
    exports.set(runId, [...(exports.get(runId) ?? []), report])
    if (told) emit('export:done', { runId, report })
    return succeed(report)
  }

  return {
    'engine:status': async () =>
      scene === 'no-engine' ? fail('engine-unavailable', { detail: 'exit code 1' }) : succeed(recording.engine),
    'engine:probe': async () => {
      if (scene === 'no-engine') return fail('engine-unavailable', { detail: 'exit code 1' })
      await pause(400)
      return succeed(recording.probe)
    },
    'runs:list': async () => succeed({ runs: [...runs].map(([runId, run]) => summaryOf(runId, run)) }),
    'runs:read': async ({ runId }: { runId: string }) => {
      const run = runs.get(runId)
      return run ? succeed({ manifest: run.manifest, events: run.events }) : fail('run-unknown', { runId })
    },
    'training:start': async ({ network, config }: RequestInput<'training:start'>) => {
      if (scene === 'no-engine') return fail('engine-unavailable', { detail: 'exit code 1' })
      await pause(500)
      const number = Math.max(0, ...[...runs.values()].map((run) => run.manifest.number)) + 1
      const runId = `replay-${number}`
      const manifest = { ...recording.run.manifest, runId, number, createdAt: new Date().toISOString() }
      const run: ReplayRun = {
        manifest: {
          ...manifest,
          model: network as NetworkChoice,
          config: { ...manifest.config, ...config } as never,
        },
        events: [],
        state: 'training',
      }
      runs.set(runId, run)
      play(runId, run, 0)
      return succeed({ runId, number })
    },
    'training:continue': async ({ runId }: { runId: string }) => {
      const run = runs.get(runId)
      if (!run) return fail('run-unknown', { runId })
      const done = run.events.filter((event) => event.kind === 'step').length
      play(
        runId,
        run,
        recording.run.events.findIndex((event) => event.kind === 'step' && event.step > done),
      )
      return succeed({ runId, number: run.manifest.number })
    },
    'training:pause': async () => succeed((player?.pause(), {})),
    'training:resume': async () => succeed((player?.resume(), {})),
    'training:stop': async () => succeed((player?.stop(), {})),
    'export:write': ({ runId, format }: RequestInput<'export:write'>) => write(runId, format, false),
    'export:list': async ({ runId }: { runId: string }) => succeed({ exports: exports.get(runId) ?? [] }),
  }
}

function summaryOf(runId: string, { manifest, events, state }: ReplayRun): RunSummary {
  const epochs = events.filter((event) => event.kind === 'epoch')
  const best = epochs.findLast((epoch) => epoch.best)
  return {
    runId,
    number: manifest.number,
    createdAt: manifest.createdAt,
    modelName: manifest.model?.name ?? manifest.graph.name,
    inputSize: manifest.graph.inputShape[0] ?? 0,
    width: manifest.model?.options.width ?? 1,
    datasetName: manifest.dataset.name,
    labels: manifest.labels,
    epochs: manifest.config.epochs,
    epochsDone: epochs.length,
    state,
    best: best?.validation ?? null,
    hasCheckpoint: epochs.length > 0,
  }
}
