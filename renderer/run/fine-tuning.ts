import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import type { HeadLayer } from '../../shared/graph/replace-head.ts'
import { FREEZE_ALL } from '../../shared/training/frozen-layers.ts'
import { planThaw } from '../../shared/training/phases.ts'
import type { TrainingConfig } from '../../shared/training/training-config.ts'

/** `head`: the head alone. `phases`: the head first, then what is let go of. `blocks`: all behind a block at once. */
export type FineTuningMode = 'head' | 'phases' | 'blocks'

/** Fine-tuning as the window asks for it. */
export interface FineTuning {
  readonly mode: FineTuningMode
  /** The last block that stays frozen; null: none. */
  readonly freeze: string | null
  readonly headEpochs: number
  readonly rateFactor: number
  /** Epochs between one block's release and the next; 0: all at once. */
  readonly everyEpochs: number
}

type Written = Pick<TrainingConfig, 'freeze' | 'thaw' | 'augmentFrom'>

/** What a configuration means in these words. */
export function readFineTuning({ freeze, thaw }: Pick<TrainingConfig, 'freeze' | 'thaw'>): FineTuning {
  const [first, second] = thaw
  const last = thaw.at(-1)
  return {
    mode: first ? 'phases' : freeze === FREEZE_ALL ? 'head' : 'blocks',
    freeze: last ? last.freeze : freeze === FREEZE_ALL ? null : freeze,
    headEpochs: first ? first.fromEpoch - 1 : 5,
    rateFactor: first?.rateFactor ?? 0.1,
    everyEpochs: first && second ? second.fromEpoch - first.fromEpoch : 0,
  }
}

export function writeFineTuning(graph: LayerGraph, settings: FineTuning): Written {
  const { mode, freeze, headEpochs, rateFactor, everyEpochs } = settings
  if (mode === 'head') return { freeze: FREEZE_ALL, thaw: [], augmentFrom: 'start' }
  if (mode === 'blocks') return { freeze, thaw: [], augmentFrom: 'start' }
  const plan = { fromEpoch: headEpochs + 1, freeze, rateFactor, everyEpochs: everyEpochs > 0 ? everyEpochs : null }
  return { freeze: FREEZE_ALL, thaw: planThaw(graph, plan), augmentFrom: 'thaw' }
}

/** The head alone for five epochs, then the last two blocks at a tenth of the rate: Keras' own advice for few images. */
export function usualFineTuning(blocks: readonly string[]): FineTuning {
  return { mode: 'phases', freeze: blocks.at(-3) ?? null, headEpochs: 5, rateFactor: 0.1, everyEpochs: 0 }
}

/** What else of a run changes with a trained model to start from: Adam at its usual rate, and no decay. */
export const FINE_TUNING_CONFIG = {
  epochs: 15,
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  learningRate: 0.001,
  schedule: { kind: 'constant' },
  l2: 0,
} as const satisfies Partial<TrainingConfig>

/** Units and dropout of a head of at most one layer more; null where it is the network's own or another. */
export function readHead(head: TrainingConfig['head']): { units: number; dropout: number } {
  const dense = head?.find((layer) => layer.kind === 'dense')
  const dropout = head?.find((layer) => layer.kind === 'dropout')
  return { units: dense?.kind === 'dense' ? dense.units : 0, dropout: dropout?.kind === 'dropout' ? dropout.rate : 0 }
}

export function writeHead({ units, dropout }: { units: number; dropout: number }): TrainingConfig['head'] {
  const layers: HeadLayer[] = []
  if (units > 0) layers.push({ kind: 'dense', units })
  if (dropout > 0) layers.push({ kind: 'dropout', rate: dropout })
  return layers.length > 0 ? layers : null
}
