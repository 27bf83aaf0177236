import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { Result } from '../../shared/contract/result.ts'
import type { ImageRef } from '../../shared/contract/inspection/refs.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

/** What the Model place shows: the network's diagram, its costs, or the walk from Inception to Xception. */
export const MODEL_VIEWS = ['diagram', 'ledger', 'walk'] as const
export type ModelView = (typeof MODEL_VIEWS)[number]

/** The stops of the walk, in the order of the lecture. */
export const STOPS = [
  'branches',
  'double',
  'residual',
  'hypothesis',
  'segments',
  'separable',
  'saving',
  'order',
  'between',
  'xception',
] as const
export type Stop = (typeof STOPS)[number]

export interface WalkState {
  readonly view: ShallowRef<ModelView>
  /** Kept while other views and places are looked at. */
  readonly stop: ShallowRef<Stop>
  /** What the engine's checks run on; null is noise. */
  readonly image: ShallowRef<ImageRef | null>
  /** The name of the file that `image` is, when it is none of the dataset. */
  readonly imageName: ShallowRef<string | null>
  /** Why the last file could not be taken. */
  readonly imageError: ShallowRef<AppError | null>
  /** Asks for an image by the system's dialog. */
  chooseImage(): Promise<void>
  /** Takes a dropped image, and goes where its two halves are shown. */
  dropImage(file: File): Promise<void>
  /** Goes so many stops on (or back), and no further than the ends. */
  step(by: number): void
}

/** Stops that compute on an image. */
const WITH_IMAGE: ReadonlySet<Stop> = new Set<Stop>(['segments', 'separable', 'between'])

export function createWalk(client: Client): WalkState {
  const stop = shallowRef<Stop>('branches')
  const image = shallowRef<ImageRef | null>(null)
  const imageName = shallowRef<string | null>(null)
  const imageError = shallowRef<AppError | null>(null)

  function take(found: Result<{ readonly sourceId: string; readonly name: string } | null>): boolean {
    imageError.value = found.ok ? null : found.error
    if (!found.ok || !found.value) return false
    imageName.value = found.value.name
    image.value = { kind: 'source', sourceId: found.value.sourceId }
    return true
  }

  return {
    view: shallowRef<ModelView>('diagram'),
    stop,
    ...{ image, imageName, imageError },
    async chooseImage() {
      take(await client.request('source:choose', { kind: 'image' }))
    },
    async dropImage(file) {
      if (take(await client.registerDrop(file)) && !WITH_IMAGE.has(stop.value)) stop.value = 'separable'
    },
    step: (by) => (stop.value = STOPS[STOPS.indexOf(stop.value) + by] ?? stop.value),
  }
}

export const { provide: provideWalk, use: useWalk } = injected<WalkState>('walk')
