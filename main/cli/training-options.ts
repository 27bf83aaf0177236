import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { withInputSize } from '../../shared/graph/replace-head.ts'
import { PAPER, PRESETS, presetNetwork, SMALL_IMAGES, type Preset } from '../../shared/training/presets.ts'
import {
  augmentationSchema,
  optimizerSchema,
  scheduleSchema,
  trainingConfigSchema,
  type TrainingConfig,
} from '../../shared/training/training-config.ts'
import { buildNetwork, changeOptions, type NetworkChoice } from '../../shared/zoo/network-choice.ts'
import { FULL_STEM_MINIMUM, xceptionOptionsSchema } from '../../shared/zoo/xception-options.ts'
import { NETWORK_NAMES } from '../../shared/zoo/zoo.ts'
import type { DatasetEntry } from '../engine/dataset/dataset-entry.ts'
import { optionInvalid, wrongUsage } from './command-failure.ts'
import { FINE_TUNING_OPTIONS, fineTuning } from './fine-tuning-options.ts'
import { MODEL_OPTIONS, networkName, networkOptions } from './model-options.ts'
import { numberOption, type OptionValues } from './option-specs.ts'

const { shape } = trainingConfigSchema
const augmentation = augmentationSchema.shape

/** The paper's rate for RMSprop, and the usual one for Adam; the presets' is for SGD. */
const ADAPTIVE_RATE = 0.001

/** The options of `train` that say how, beside those that say what. */
export const TRAINING_OPTIONS = {
  model: { kind: 'choice', choices: NETWORK_NAMES, about: 'the network; xception when not given' },
  preset: {
    kind: 'choice',
    choices: ['small-images', 'paper'],
    about: 'where options that are not given come from; chosen by the input size when not given',
  },
  ...MODEL_OPTIONS,
  epochs: numberOption('passes over the training images', shape.epochs),
  batch: numberOption('images of a step', shape.batchSize),
  optimizer: { kind: 'choice', choices: ['sgd', 'rmsprop', 'adam'], about: 'sgd has a momentum of 0.9' },
  'learning-rate': numberOption('rate before the schedule', shape.learningRate),
  schedule: {
    kind: 'choice',
    choices: ['constant', 'step', 'cosine'],
    about: "step: the paper's, times 0.94 every 2 epochs; cosine: with one epoch of warm-up",
  },
  l2: numberOption('weight of the squared kernels in the loss', shape.l2),
  dropout: numberOption('share of values dropped before the last layer', xceptionOptionsSchema.shape.dropout),
  'label-smoothing': numberOption('share of each label spread over all classes', shape.labelSmoothing),
  'class-weights': { kind: 'choice', choices: ['none', 'balanced'], about: 'balanced: rare classes count more' },
  'early-stopping': numberOption(
    'stop after so many epochs without a lower validation loss',
    shape.earlyStopping.unwrap().unwrap().shape.patience,
  ),
  flip: { kind: 'flag', about: 'mirror half of the images left and right' },
  'no-flip': { kind: 'flag', about: 'mirror none, whatever the preset says' },
  shift: numberOption('largest shift, as a share of the side', augmentation.shift),
  brightness: numberOption('largest change of brightness, as a share of the full range', augmentation.brightness),
  ...FINE_TUNING_OPTIONS,
  seed: numberOption('seed of weights, order and augmentation', shape.seed),
  'checkpoint-seconds': numberOption('longest time between two checkpoints', shape.checkpointSeconds),
} as const

type Given = OptionValues<typeof TRAINING_OPTIONS>

export interface TrainingPlan {
  readonly preset: Preset['id']
  /** One of the zoo, or that of the model to start from. */
  readonly network: NetworkChoice | LayerGraph
  readonly config: TrainingConfig
}

/** Refuses options that exclude each other or that the network can't take, before any image is read. */
export function checkTrainingOptions(given: Given): void {
  if (given.flip && given['no-flip']) {
    throw wrongUsage('option-invalid', '--flip and --no-flip were both given; only one is allowed; leave out the other')
  }
  if (given.from === undefined || namesNetwork(given)) {
    networkOptions(given, presetNetwork(choosePreset(given, []), networkName('--model', given.model)))
  }
}

/** What will be trained, and how: the given options over the preset that suits the images. */
export function planTraining(
  given: Given,
  images: readonly DatasetEntry[],
  classes: number,
  from: LayerGraph | null = null,
): TrainingPlan {
  if (given.classes !== undefined && given.classes !== classes) {
    throw optionInvalid('--classes', String(given.classes), `${classes}, as many as the dataset has`)
  }
  if (from && !namesNetwork(given)) return planFrom(given, from)
  const preset = choosePreset(given, images)
  const base = presetNetwork(preset, networkName('--model', given.model))
  const dropout = given.dropout ?? base.options.dropout
  const network = networkOptions(given, changeOptions(base, { classes, dropout }))
  return { preset: preset.id, network, config: trainingConfig(given, preset.config, buildNetwork(network)) }
}

/** Whether any option says which network it is: then a model to start from gives its weights alone. */
function namesNetwork(given: Given): boolean {
  const names = Object.keys(MODEL_OPTIONS) as (keyof typeof MODEL_OPTIONS)[]
  const others = names.filter((name) => name !== 'input-size' && name !== 'classes')
  return given.model !== undefined || others.some((name) => given[name] !== undefined && given[name] !== false)
}

/** The network of the model itself, for images of the wanted size. */
function planFrom(given: Given, from: LayerGraph): TrainingPlan {
  const [ownSize = 0] = from.inputShape
  const size = given['input-size'] ?? ownSize
  const network = size === ownSize ? from : withInputSize(from, size)
  if (!network) throw optionInvalid('--input-size', String(size), `what ${from.name} can take, such as ${ownSize}`)
  const preset = given.preset ? choosePreset(given, []) : size < FULL_STEM_MINIMUM ? SMALL_IMAGES : PAPER
  return { preset: preset.id, network, config: trainingConfig(given, preset.config, network) }
}

function choosePreset(given: Given, images: readonly DatasetEntry[]): Preset {
  if (given.preset) return PRESETS.find(({ id }) => id === given.preset) ?? PAPER
  const side = given['input-size'] ?? medianSide(images)
  return side < FULL_STEM_MINIMUM ? SMALL_IMAGES : PAPER
}

/** Median of the shorter sides, in pixels. */
function medianSide(images: readonly DatasetEntry[]): number {
  const sides = images.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b)
  return sides[Math.floor(sides.length / 2)] ?? Infinity
}

function trainingConfig(given: Given, base: TrainingConfig, graph: LayerGraph): TrainingConfig {
  const optimizer = orBase(given.optimizer, base.optimizer, (kind) => optimizerSchema.parse({ kind }))
  const usualRate = optimizer.kind === base.optimizer.kind ? base.learningRate : ADAPTIVE_RATE
  const patience = given['early-stopping']
  return trainingConfigSchema.parse({
    epochs: given.epochs ?? base.epochs,
    batchSize: given.batch ?? base.batchSize,
    optimizer,
    learningRate: given['learning-rate'] ?? usualRate,
    schedule: orBase(given.schedule, base.schedule, (kind) => scheduleSchema.parse({ kind })),
    l2: given.l2 ?? base.l2,
    labelSmoothing: given['label-smoothing'] ?? base.labelSmoothing,
    classWeights: given['class-weights'] ?? base.classWeights,
    earlyStopping: patience === undefined ? base.earlyStopping : { patience },
    augmentation: {
      flip: given.flip || (base.augmentation.flip && !given['no-flip']),
      shift: given.shift ?? base.augmentation.shift,
      brightness: given.brightness ?? base.augmentation.brightness,
    },
    ...fineTuning(given, graph),
    seed: given.seed ?? base.seed,
    checkpointSeconds: given['checkpoint-seconds'] ?? base.checkpointSeconds,
  } satisfies TrainingConfig)
}

/** The base's own settings where the kind is the same, the usual ones of the given kind otherwise. */
function orBase<Config extends { kind: string }>(
  kind: Config['kind'] | undefined,
  base: Config,
  usual: (kind: Config['kind']) => Config,
): Config {
  return kind === undefined || kind === base.kind ? base : usual(kind)
}
