import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { headLayerSchema, type HeadLayer } from '../../shared/graph/replace-head.ts'
import { FREEZE_ALL, frozenLayers } from '../../shared/training/frozen-layers.ts'
import { planThaw } from '../../shared/training/phases.ts'
import { trainingConfigSchema, type TrainingConfig } from '../../shared/training/training-config.ts'
import { optionInvalid, valueOf, WRONG_USAGE, wrongUsage } from './command-failure.ts'
import { numberOption, type OptionValues } from './option-specs.ts'

const { shape } = trainingConfigSchema
const thaw = shape.thaw.unwrap().element.shape

/** The options of `train` that say what of a model is kept, and what trains when. */
export const FINE_TUNING_OPTIONS = {
  from: {
    kind: 'text',
    hint: 'model',
    about: 'start from a run, an export, a model file or imagenet; its network too, where none is asked for',
  },
  head: {
    kind: 'text',
    hint: 'layers',
    about: 'a new head: units of its layers, and below 1 shares that are dropped, such as 256,0.2; none: no layer more',
  },
  freeze: {
    kind: 'text',
    hint: 'block',
    about: 'what stays as it is: all up to a block, such as block13, or to the Nth block; all: everything but the head',
  },
  'head-epochs': numberOption(
    'two phases: the head alone in so many first epochs, then also what --freeze leaves free',
    shape.epochs,
  ),
  'thaw-rate': numberOption('factor on the learning rate of the second phase; 0.1 when not given', thaw.rateFactor),
  'thaw-every': numberOption(
    'after --head-epochs, let go of one more block every so many epochs, the last one first',
    shape.epochs,
  ),
  'depth-decay': numberOption('learning rate of a block, as a share of that of the block behind it', shape.depthDecay),
  'weight-average': numberOption(
    'validate and keep running averages of the weights; the share of the old ones that a step keeps',
    shape.weightAverage.unwrap().unwrap().shape.decay,
  ),
} as const

type Given = OptionValues<typeof FINE_TUNING_OPTIONS>
type FineTuning = Pick<TrainingConfig, 'freeze' | 'thaw' | 'augmentFrom' | 'head' | 'depthDecay' | 'weightAverage'>

/** The part of a configuration that these options are. Blocks that the network lacks end the command. */
export function fineTuning(given: Given, graph: LayerGraph): FineTuning {
  const { freeze = null, 'head-epochs': headEpochs, 'thaw-rate': rateFactor = 0.1, 'thaw-every': every } = given
  valueOf(frozenLayers(graph, freeze), WRONG_USAGE)
  const decay = given['weight-average']
  const always = {
    head: given.head === undefined ? null : parseHead(given.head),
    depthDecay: given['depth-decay'] ?? 1,
    weightAverage: decay === undefined ? null : { decay },
  }
  if (headEpochs === undefined) {
    const lone = (['thaw-rate', 'thaw-every'] as const).find((name) => given[name] !== undefined)
    if (lone) throw wrongUsage('option-unexpected', `--${lone} is for what follows --head-epochs; give that too`)
    return { ...always, freeze, thaw: [], augmentFrom: 'start' }
  }
  const plan = { fromEpoch: headEpochs + 1, freeze, rateFactor, everyEpochs: every ?? null }
  return { ...always, freeze: FREEZE_ALL, thaw: planThaw(graph, plan), augmentFrom: 'thaw' }
}

/** `256,0.2`: a layer of 256 units, then a dropout of 0.2. */
function parseHead(text: string): HeadLayer[] {
  if (text === 'none') return []
  return text.split(',').map((part) => {
    const value = part.trim() === '' ? NaN : Number(part)
    const layer = headLayerSchema.safeParse(
      value < 1 ? { kind: 'dropout', rate: value } : { kind: 'dense', units: value },
    )
    if (!layer.success) {
      throw optionInvalid('--head', `"${text}"`, 'whole numbers of units and shares from 0 to 0.95, such as 256,0.2')
    }
    return layer.data
  })
}
