import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { EventPayload } from '../../shared/contract/events.ts'
import type { RequestInput } from '../../shared/contract/requests.ts'
import type { RunSummary } from '../../shared/contract/run.ts'
import type { Result } from '../../shared/contract/result.ts'
import { runPhase, type RunPhase } from '../run/run-phase.ts'
import type { RunView } from '../run/run-view.ts'
import { createRunViews } from './run-views.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'
import type { RunsState } from './useRuns.ts'

/** What each finished run is written as by itself. */
export const EXPORT_FORMATS = ['tfjs', 'keras'] as const

export interface Crash {
  readonly runId: string
  readonly number: number | null
}

export interface RunStateHolder {
  /** The run that the engine is training now, if any. */
  readonly active: ComputedRef<RunView | null>
  /** The run that the charts show. */
  readonly viewed: ComputedRef<RunView | null>
  readonly phaseOf: (view: RunView) => RunPhase
  /** As `phaseOf` where the run's events are known, else what the list says. */
  readonly phaseOfListed: (run: RunSummary) => RunPhase
  /** Between the click and the engine's answer. */
  readonly starting: ShallowRef<boolean>
  readonly error: ShallowRef<AppError | null>
  /** The engine ended while it was training. */
  readonly crash: ShallowRef<Crash | null>
  start(args: Omit<RequestInput<'training:start'>, 'exportFormats'>): Promise<void>
  continueRun(runId: string): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
  view(runId: string): Promise<void>
  restore(): Promise<void>
}

/** The runs that this window trains or looks at, folded from their events. */
export function createRun(client: Client, runs: RunsState): RunStateHolder {
  const views = createRunViews(client)
  const activeId = shallowRef<string | null>(null)
  const viewedId = shallowRef<string | null>(null)
  const stoppingId = shallowRef<string | null>(null)
  const starting = shallowRef(false)
  const error = shallowRef<AppError | null>(null)
  const crash = shallowRef<Crash | null>(null)

  function receive(message: EventPayload<'training:events'>): void {
    const { runId, events } = message
    const ended = events.some((event) => event.kind === 'finished' || event.kind === 'failed')
    // What a process that has ended had still on its way does not bring it back.
    const isLate = crash.value?.runId === runId && !events.some((event) => event.kind === 'started')
    if (!ended && !isLate && activeId.value !== runId) activate(runId)
    views.receive(message)
    if (ended && activeId.value === runId) activeId.value = stoppingId.value = null
    if (ended || events.some((event) => event.kind === 'epoch')) void runs.refresh()
  }

  function activate(runId: string): void {
    activeId.value = viewedId.value = runId
    stoppingId.value = null
    if (crash.value?.runId === runId) crash.value = null
  }

  client.on('training:events', receive)
  client.on('process:state', ({ process, state, runId }) => {
    if (process !== 'engine' || state === 'ready' || state === 'starting') return
    const lost = runId ?? activeId.value
    starting.value = false
    if (lost === null) return
    crash.value = { runId: lost, number: views.get(lost)?.number ?? runs.find(lost)?.number ?? null }
    activeId.value = stoppingId.value = null
    void runs.refresh()
  })

  async function begin(
    ask: () => Promise<Result<{ runId: string; number: number }>>,
    continued: string | null = null,
  ): Promise<void> {
    if (starting.value) return
    const before = views.get(continued)?.history.finished ?? null
    starting.value = true
    error.value = null
    const result = await ask()
    starting.value = false
    if (!result.ok) {
      error.value = result.error
      return
    }
    const { runId, number } = result.value
    views.number(runId, number)
    const finished = views.get(runId)?.history.finished ?? null
    // A very short run may have ended before this answer came.
    if (finished === null || finished === before) activate(runId)
    void runs.refresh()
    error.value = await views.read(runId)
  }

  async function tell(name: 'training:pause' | 'training:resume' | 'training:stop'): Promise<void> {
    const runId = activeId.value
    if (runId === null) return
    if (name === 'training:stop') stoppingId.value = runId
    const result = await client.request(name, { runId })
    if (result.ok) return
    error.value = result.error
    stoppingId.value = null
  }

  async function view(runId: string): Promise<void> {
    error.value = null
    if (!views.get(runId)?.manifest) error.value = await views.read(runId)
    if (views.get(runId)) viewedId.value = runId
  }

  const phaseOf = ({ runId, history }: RunView) =>
    runPhase({
      history,
      active: activeId.value === runId,
      stopping: stoppingId.value === runId,
      summaryState: runs.find(runId)?.state ?? null,
    })

  return {
    active: computed(() => views.get(activeId.value)),
    viewed: computed(() => views.get(viewedId.value)),
    phaseOf,
    phaseOfListed(run) {
      const view = views.get(run.runId)
      return view ? phaseOf(view) : run.state
    },
    starting,
    error,
    crash,
    start: (args) => begin(() => client.request('training:start', { ...args, exportFormats: [...EXPORT_FORMATS] })),
    continueRun: (runId) =>
      begin(() => client.request('training:continue', { runId, exportFormats: [...EXPORT_FORMATS] }), runId),
    pause: () => tell('training:pause'),
    resume: () => tell('training:resume'),
    stop: () => tell('training:stop'),
    view,
    async restore() {
      await runs.refresh()
      const last = runs.runs.value[0]
      if (last && viewedId.value === null) await view(last.runId)
    },
  }
}

export const { provide: provideRun, use: useRun } = injected<RunStateHolder>('run')
