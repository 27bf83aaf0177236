import type { LayerGraph } from '../graph/layer-graph.ts'
import { FREEZE_ALL, trunkBlocks } from './frozen-layers.ts'
import type { TrainingConfig } from './training-config.ts'

/** A stretch of a run in which the same layers train. */
export interface Phase {
  /** The first epoch of it, from 1. */
  readonly fromEpoch: number
  /** As `TrainingConfig.freeze`. */
  readonly freeze: string | null
  /** On the rate that the schedule gives. */
  readonly rateFactor: number
  /** Whether the configured augmentation applies. */
  readonly augmented: boolean
}

/** What of a configuration says which layers train when. */
export type Phased = Pick<TrainingConfig, 'freeze' | 'augmentFrom'> & {
  readonly thaw: readonly TrainingConfig['thaw'][number][]
}

/** The phases of a run in order; at least one. */
export function phasesOf({ freeze, thaw, augmentFrom }: Phased): readonly [Phase, ...Phase[]] {
  const later = thaw.map((each) => ({ ...each, augmented: true }))
  return [{ fromEpoch: 1, freeze, rateFactor: 1, augmented: augmentFrom === 'start' || later.length === 0 }, ...later]
}

/** The phase that an epoch belongs to. */
export function phaseAt(config: Phased, epoch: number): Phase {
  const phases = phasesOf(config)
  return phases.findLast(({ fromEpoch }) => fromEpoch <= epoch) ?? phases[0]
}

export interface ThawPlan {
  /** The first epoch in which more than the head trains. */
  readonly fromEpoch: number
  /** What stays frozen to the end; null: nothing. */
  readonly freeze: string | null
  readonly rateFactor: number
  /** Epochs between one block's release and the next; null: all at once. */
  readonly everyEpochs: number | null
}

/**
 * What to do after the head has been trained alone: let go of everything behind `freeze` at once, or of one block after
 * the other from the last one on. Wants a `freeze` that the network has.
 */
export function planThaw(graph: LayerGraph, plan: ThawPlan): TrainingConfig['thaw'] {
  const { fromEpoch, freeze, rateFactor, everyEpochs } = plan
  if (everyEpochs === null || freeze === FREEZE_ALL) return [{ fromEpoch, freeze, rateFactor }]
  const blocks = trunkBlocks(graph)
  const last = freeze === null ? -1 : /^\d+$/.test(freeze) ? Number(freeze) - 1 : blocks.indexOf(freeze)
  // With block 14 let go, 13 is the last that stays; at the end `freeze` is.
  const steps = blocks.map((_, index) => index - 1).filter((index) => index >= last)
  return steps.toReversed().map((index, position) => {
    return { fromEpoch: fromEpoch + position * everyEpochs, freeze: blocks[index] ?? null, rateFactor }
  })
}
