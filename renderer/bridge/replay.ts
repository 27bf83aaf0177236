import type { Bridge } from '../../shared/contract/bridge.ts'
import type { DatasetImage, DatasetSummary } from '../../shared/contract/dataset.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import type { EventName, EventPayload } from '../../shared/contract/events.ts'
import type { RequestInput, RequestName, RequestResult } from '../../shared/contract/requests.ts'
import { fail, succeed, type Result } from '../../shared/contract/result.ts'
import type { Recording } from './recording.ts'
import { imagesOf, pageOf, thumbnailOf } from './replay-images.ts'
import { replayInspection } from './replay-inspection.ts'
import { replayLab } from './replay-lab.ts'
import { createReplayModels } from './replay-models.ts'
import { createReplayRuns } from './replay-runs.ts'

/**
 * `fresh`: nothing was trained yet. `done`: the recorded run stands in the store. `interrupted`: it was broken off.
 * `crash`: the engine ends in the middle of each training. `no-engine`: it cannot start. `scanning`: datasets open slowly.
 */
export type Scene = 'fresh' | 'done' | 'interrupted' | 'crash' | 'no-engine' | 'scanning' | 'problems'

export interface ReplayOptions {
  readonly scene: Scene
  /** How many times faster than it was recorded. */
  readonly speed: number
}

type Handlers = { [Name in RequestName]: (args: RequestInput<Name>) => Promise<Result<RequestResult<Name>>> }
export type Emit = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void

/** `window.workbench` without Electron: the same interface, over a recorded run. Drops whose name is a failure's code fail so. */
export function createReplayBridge(recording: Recording, options: ReplayOptions): Bridge {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const emit: Emit = (name, payload) => {
    for (const listener of listeners.get(name) ?? []) (listener as (payload: unknown) => void)(payload)
  }
  const handlers: Handlers = {
    ...appHandlers(),
    ...datasetHandlers(recording, options, emit),
    ...createReplayRuns(recording, options, emit),
    ...createReplayModels(recording, emit),
    ...replayLab(),
    ...replayInspection(recording, emit),
  }
  setTimeout(() => announce(options.scene, emit), 300)

  return {
    request: (name, args) => structuredCloned(handlers[name](args)),
    on(name, listener) {
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(listener as (payload: never) => void))
      return () => all.delete(listener as (payload: never) => void)
    },
    async registerDrop(file) {
      const { name } = file as File
      return succeed({ sourceId: name, name })
    },
  }
}

/** What crosses is a copy, as over the real bridge. */
const structuredCloned = async <T>(answer: Promise<T>): Promise<T> => structuredClone(await answer)

function announce(scene: Scene, emit: Emit): void {
  const state = scene === 'no-engine' ? 'failed' : 'ready'
  emit('process:state', { process: 'library', state: 'ready', detail: '', runId: null })
  emit('process:state', { process: 'engine', state, detail: scene === 'no-engine' ? 'exit code 1' : '', runId: null })
}

function appHandlers() {
  let settings: RequestResult<'settings:read'> = { language: 'system', theme: 'system' }
  return {
    'app:info': async () => succeed({ version: '0.1.0', electron: '–', chrome: '–', platform: 'web' }),
    'settings:read': async () => succeed(settings),
    'settings:write': async (change: RequestInput<'settings:write'>) =>
      succeed((settings = { ...settings, ...change })),
    'source:choose': async () => succeed({ sourceId: 'photos', name: 'photos' }),
    'destination:choose': async () => succeed({ destinationId: 'desktop', name: 'Desktop' }),
    'folder:reveal': async () => succeed({}),
    'clipboard:write': async () => succeed({}),
    'model:open': async () => fail('model-format-unknown', { path: 'the replay' }),
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function datasetHandlers(recording: Recording, { scene }: ReplayOptions, emit: Emit) {
  let images: readonly DatasetImage[] = []
  let scan = 0

  async function report(summary: DatasetSummary, rounds: number, ticket: number): Promise<boolean> {
    for (let round = 1; round <= rounds && ticket === scan; round++) {
      await pause(scene === 'scanning' ? 400 : 40)
      const part = (count: number) => Math.round((count * round) / rounds)
      emit('dataset:progress', {
        name: summary.name,
        filesSeen: summary.imageCount,
        filesChecked: part(summary.imageCount),
        classes: summary.classes.map(({ label, count }) => ({ label, count: part(count) })),
        problemCount: 0,
      })
    }
    return ticket === scan
  }

  return {
    'dataset:open': async ({ source }: RequestInput<'dataset:open'>): Promise<Result<DatasetSummary>> => {
      const ticket = ++scan
      const failure = source.kind === 'chosen' ? failureNamed(source.sourceId) : null
      if (failure) return { ok: false, error: failure }
      const summary = source.kind === 'chosen' ? renamed(recording.dataset, source.sourceId) : recording.dataset
      if (!(await report(summary, scene === 'scanning' ? 60 : 5, ticket))) return fail('cancelled', {})
      images = imagesOf(summary)
      return succeed(scene === 'problems' ? withProblems(summary) : summary)
    },
    'dataset:cancel': async () => {
      scan++
      return succeed({})
    },
    'dataset:images': async (args: RequestInput<'dataset:images'>) => succeed(pageOf(images, args)),
    'dataset:thumbnails': async ({ indices }: RequestInput<'dataset:thumbnails'>) =>
      succeed({ thumbnails: indices.map((index) => thumbnailOf(recording, images[index], index)) }),
  }
}

const renamed = (summary: DatasetSummary, name: string): DatasetSummary => {
  return { ...summary, name, kind: name.endsWith('.zip') ? 'zip' : 'folder', datasetId: name }
}

function withProblems(summary: DatasetSummary): DatasetSummary {
  const found = ['truncated', 'not-an-image', 'unreadable', 'too-large', 'link-skipped', 'outside-classes'] as const
  const problems = Array.from({ length: 24 }, (_, index) => ({
    file: `training/${summary.classes[index % 10]?.label}/IMG_${2000 + index * 7}.jpg`,
    code: found[index % found.length] ?? 'unreadable',
    action: index % 6 === 4 ? ('kept' as const) : ('left-out' as const),
  }))
  return { ...summary, problems }
}

function failureNamed(name: string): AppError | null {
  if (name === 'empty') return { code: 'dataset-empty', data: { path: name } }
  if (name === 'lonely') return { code: 'dataset-one-class', data: { path: name, label: 'Bag' } }
  if (name.endsWith('.txt')) return { code: 'not-a-dataset', data: { path: name } }
  return null
}
