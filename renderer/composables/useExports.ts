import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import {
  exportFormatSchema,
  type ExportFormat,
  type ExportReport,
  type ExportStage as EngineStage,
} from '../../shared/contract/export.ts'
import type { ShownError } from './useErrors.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

export type ExportStage = EngineStage | 'waiting'

/** What is exported: a run, or an imported model. */
export interface ExportOwner {
  readonly kind: 'run' | 'model'
  readonly id: string
}

export interface Destination {
  readonly destinationId: string
  readonly name: string
}

/** One format of one owner: what goes on, what went wrong, what was written last. */
export interface ExportJob {
  readonly stage: ExportStage | null
  readonly error: ShownError | null
  readonly report: ExportReport | null
}

const NO_JOB: ExportJob = { stage: null, error: null, report: null }

/** All formats; the one that most people can go on with is first. */
export const EXPORT_ORDER: readonly ExportFormat[] = [
  'keras',
  ...exportFormatSchema.options.filter((format) => format !== 'keras'),
]

export interface ExportsState {
  /** Null: the run's or model's own folder. */
  readonly destination: ShallowRef<Destination | null>
  readonly destinationError: ShallowRef<AppError | null>
  readonly checkpoint: ShallowRef<'best' | 'last'>
  /** An imported model that was chosen instead of a run. */
  readonly chosenModel: ShallowRef<string | null>
  job(owner: ExportOwner, format: ExportFormat): ExportJob
  exportsOf(owner: ExportOwner): readonly ExportReport[]
  write(owner: ExportOwner, format: ExportFormat): Promise<void>
  /** All formats, one after another. */
  writeAll(owner: ExportOwner): Promise<void>
  chooseDestination(): Promise<void>
  useOwnFolder(): void
  reveal(target: { runId: string } | { exportId: string }): Promise<void>
  load(owner: ExportOwner): Promise<void>
  dismiss(owner: ExportOwner, format: ExportFormat): void
}

/** Exports of runs and imported models: by hand, and those that a finished run writes by itself. */
export function createExports(client: Client): ExportsState {
  const jobs = shallowRef<ReadonlyMap<string, ExportJob>>(new Map())
  const lists = shallowRef<ReadonlyMap<string, readonly ExportReport[]>>(new Map())
  const destination = shallowRef<Destination | null>(null)
  const destinationError = shallowRef<AppError | null>(null)
  const checkpoint = shallowRef<'best' | 'last'>('best')
  const chosenModel = shallowRef<string | null>(null)

  const run = (id: string): ExportOwner => ({ kind: 'run', id })
  const ownerKey = ({ kind, id }: ExportOwner) => `${kind}/${id}`
  const key = (owner: ExportOwner, format: ExportFormat) => `${ownerKey(owner)}/${format}`
  const job = (owner: ExportOwner, format: ExportFormat) => jobs.value.get(key(owner, format)) ?? NO_JOB
  const update = (owner: ExportOwner, format: ExportFormat, change: Partial<ExportJob>) =>
    (jobs.value = new Map(jobs.value).set(key(owner, format), { ...job(owner, format), ...change }))

  function finish(owner: ExportOwner, report: ExportReport): void {
    update(owner, report.format, { stage: null, error: null, report })
    void load(owner)
  }

  client.on('export:progress', ({ runId, format, stage }) => update(run(runId), format, { stage, error: null }))
  client.on('models:progress', ({ modelId, format, stage }) =>
    update({ kind: 'model', id: modelId }, format, { stage, error: null }),
  )
  client.on('export:done', ({ runId, report }) => finish(run(runId), report))
  client.on('export:failed', ({ runId, format, code, message }) =>
    update(run(runId), format, { stage: null, error: { code, message } }),
  )

  function ask({ kind, id }: ExportOwner, format: ExportFormat) {
    const inside = destination.value ? { destinationId: destination.value.destinationId } : {}
    return kind === 'run'
      ? client.request('export:write', { runId: id, format, checkpoint: checkpoint.value, ...inside })
      : client.request('models:export', { modelId: id, format, ...inside })
  }

  async function write(owner: ExportOwner, format: ExportFormat): Promise<void> {
    update(owner, format, { stage: 'waiting', error: null })
    const result = await ask(owner, format)
    if (result.ok) finish(owner, result.value)
    else update(owner, format, { stage: null, error: result.error })
  }

  async function writeAll(owner: ExportOwner): Promise<void> {
    const idle = EXPORT_ORDER.filter((format) => job(owner, format).stage === null)
    for (const format of idle) update(owner, format, { stage: 'waiting', error: null })
    for (const format of idle) await write(owner, format)
  }

  async function chooseDestination(): Promise<void> {
    const result = await client.request('destination:choose', {})
    destinationError.value = result.ok ? null : result.error
    if (result.ok && result.value) destination.value = result.value
  }

  async function load(owner: ExportOwner): Promise<void> {
    const result = await (owner.kind === 'run'
      ? client.request('export:list', { runId: owner.id })
      : client.request('models:exports', { modelId: owner.id }))
    if (!result.ok) return
    lists.value = new Map(lists.value).set(ownerKey(owner), result.value.exports)
    for (const report of result.value.exports) {
      if (!job(owner, report.format).report) update(owner, report.format, { report })
    }
  }

  return {
    destination,
    destinationError,
    checkpoint,
    chosenModel,
    job,
    exportsOf: (owner) => lists.value.get(ownerKey(owner)) ?? [],
    write,
    writeAll,
    chooseDestination,
    useOwnFolder: () => (destination.value = null),
    async reveal(target) {
      const result = await client.request('folder:reveal', target)
      if (!result.ok) destinationError.value = result.error
    },
    load,
    dismiss: (owner, format) => update(owner, format, { error: null }),
  }
}

export const { provide: provideExports, use: useExports } = injected<ExportsState>('exports')
