import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { EventPayload } from '../../shared/contract/events.ts'
import type { ExportFormat, ExportReport } from '../../shared/contract/export.ts'
import type { ShownError } from './useErrors.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

export type ExportStage = EventPayload<'export:progress'>['stage'] | 'waiting'

export interface Destination {
  readonly destinationId: string
  readonly name: string
}

/** One format of one run: what goes on, what went wrong, what was written last. */
export interface ExportJob {
  readonly stage: ExportStage | null
  readonly error: ShownError | null
  readonly report: ExportReport | null
}

const NO_JOB: ExportJob = { stage: null, error: null, report: null }

export interface ExportsState {
  /** Null: the run's own folder. */
  readonly destination: ShallowRef<Destination | null>
  readonly destinationError: ShallowRef<AppError | null>
  readonly checkpoint: ShallowRef<'best' | 'last'>
  job(runId: string, format: ExportFormat): ExportJob
  exportsOf(runId: string): readonly ExportReport[]
  write(runId: string, format: ExportFormat): Promise<void>
  chooseDestination(): Promise<void>
  useRunFolder(): void
  reveal(target: { runId: string } | { exportId: string }): Promise<void>
  load(runId: string): Promise<void>
  dismiss(runId: string, format: ExportFormat): void
}

/** Exports of the runs: by hand, and those that a finished run writes by itself. */
export function createExports(client: Client): ExportsState {
  const jobs = shallowRef<ReadonlyMap<string, ExportJob>>(new Map())
  const lists = shallowRef<ReadonlyMap<string, readonly ExportReport[]>>(new Map())
  const destination = shallowRef<Destination | null>(null)
  const destinationError = shallowRef<AppError | null>(null)
  const checkpoint = shallowRef<'best' | 'last'>('best')

  const key = (runId: string, format: ExportFormat) => `${runId}/${format}`
  const job = (runId: string, format: ExportFormat) => jobs.value.get(key(runId, format)) ?? NO_JOB
  const update = (runId: string, format: ExportFormat, change: Partial<ExportJob>) =>
    (jobs.value = new Map(jobs.value).set(key(runId, format), { ...job(runId, format), ...change }))

  function finish(runId: string, report: ExportReport): void {
    update(runId, report.format, { stage: null, error: null, report })
    void load(runId)
  }

  client.on('export:progress', ({ runId, format, stage }) => update(runId, format, { stage, error: null }))
  client.on('export:done', ({ runId, report }) => finish(runId, report))
  client.on('export:failed', ({ runId, format, code, message }) =>
    update(runId, format, { stage: null, error: { code, message } }),
  )

  async function write(runId: string, format: ExportFormat): Promise<void> {
    update(runId, format, { stage: 'waiting', error: null })
    const result = await client.request('export:write', {
      runId,
      format,
      checkpoint: checkpoint.value,
      ...(destination.value ? { destinationId: destination.value.destinationId } : {}),
    })
    if (result.ok) finish(runId, result.value)
    else update(runId, format, { stage: null, error: result.error })
  }

  async function chooseDestination(): Promise<void> {
    const result = await client.request('destination:choose', {})
    destinationError.value = result.ok ? null : result.error
    if (result.ok && result.value) destination.value = result.value
  }

  async function load(runId: string): Promise<void> {
    const result = await client.request('export:list', { runId })
    if (!result.ok) return
    lists.value = new Map(lists.value).set(runId, result.value.exports)
    for (const report of result.value.exports) {
      if (!job(runId, report.format).report) update(runId, report.format, { report })
    }
  }

  return {
    destination,
    destinationError,
    checkpoint,
    job,
    exportsOf: (runId) => lists.value.get(runId) ?? [],
    write,
    chooseDestination,
    useRunFolder: () => (destination.value = null),
    async reveal(target) {
      const result = await client.request('folder:reveal', target)
      if (!result.ok) destinationError.value = result.error
    },
    load,
    dismiss: (runId, format) => update(runId, format, { error: null }),
  }
}

export const { provide: provideExports, use: useExports } = injected<ExportsState>('exports')
