import type { Model } from '../model/model.ts'

/** A network in the middle of its training, after a step or an epoch. */
export interface LiveMoment {
  readonly runId: string
  readonly labels: readonly string[]
  readonly model: Model
  readonly after: 'step' | 'epoch'
  readonly epoch: number
  readonly step: number
}

/** Looks at a network between two steps; training waits until it has. It must leave the model as it is. */
export interface LiveWatcher {
  look(moment: LiveMoment): Promise<void>
}
