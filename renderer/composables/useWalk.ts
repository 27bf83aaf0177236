import { shallowRef, type ShallowRef } from 'vue'
import type { ImageRef } from '../../shared/contract/inspection/refs.ts'
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
  /** Goes so many stops on (or back), and no further than the ends. */
  step(by: number): void
}

export function createWalk(): WalkState {
  const stop = shallowRef<Stop>('branches')
  return {
    view: shallowRef<ModelView>('diagram'),
    stop,
    image: shallowRef<ImageRef | null>(null),
    step: (by) => (stop.value = STOPS[STOPS.indexOf(stop.value) + by] ?? stop.value),
  }
}

export const { provide: provideWalk, use: useWalk } = injected<WalkState>('walk')
