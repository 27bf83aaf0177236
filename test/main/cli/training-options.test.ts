import { describe, expect, it } from 'vitest'
import { buildNetwork } from '../../../shared/zoo/network-choice.ts'
import { ZOO } from '../../../shared/zoo/zoo.ts'
import { PAPER, SMALL_IMAGES } from '../../../shared/training/presets.ts'
import { CommandFailure } from '../../../main/cli/command-failure.ts'
import { parseArguments } from '../../../main/cli/parse-arguments.ts'
import { train } from '../../../main/cli/train.ts'
import { planTraining } from '../../../main/cli/training-options.ts'

/** The plan of a command line for three classes of images of these shorter sides. */
function plan(line: string, sides: readonly number[]) {
  const entry = { file: '', classIndex: 0, split: 'training', bytes: 1, stamp: 0, zip: null } as const
  const images = sides.map((side, index) => ({ ...entry, index, width: side, height: side + 5 }))
  return planTraining(parseArguments(train, line.split(' ').filter(Boolean)).values, images, 3)
}

function optionsOf(network: ReturnType<typeof plan>['network']) {
  if ('nodes' in network) throw new Error('a network of no choice')
  return network.options
}

describe('the preset', () => {
  it('follows the median image', () => {
    expect(plan('x', [28, 70, 900])).toEqual({
      preset: 'small-images',
      network: { name: 'xception', options: { ...SMALL_IMAGES.model, classes: 3 } },
      config: SMALL_IMAGES.config,
    })
    expect(plan('x', [28, 71, 900])).toEqual({
      preset: 'paper',
      network: { name: 'xception', options: { ...PAPER.model, classes: 3 } },
      config: PAPER.config,
    })
  })

  it('follows the input size before the images, and its own option before both', () => {
    expect(plan('x --input-size 48', [900])).toMatchObject({
      preset: 'small-images',
      network: { options: { inputSize: 48 } },
    })
    expect(plan('x --input-size 71', [28])).toMatchObject({
      preset: 'paper',
      network: { options: { inputSize: 71, width: 1 } },
    })
    expect(plan('x --preset paper', [28])).toMatchObject({ preset: 'paper', network: { options: { inputSize: 299 } } })
  })
})

it('puts every option where it belongs', () => {
  const line =
    'x --width 0.5 --middle 2 --order pointwise-first --activation elu --no-residuals --stem small --dropout 0.3 ' +
    '--epochs 7 --batch 9 --optimizer adam --learning-rate 0.002 --schedule step --l2 0.001 --label-smoothing 0.1 ' +
    '--class-weights balanced --early-stopping 4 --no-flip --shift 0.2 --brightness 0.1 --seed 5 --checkpoint-seconds 30 --freeze block5'
  const { network, config } = plan(line, [32])
  expect(optionsOf(network)).toMatchObject({
    width: 0.5,
    middle: 2,
    order: 'pointwise-first',
    activation: 'elu',
    residuals: false,
    stem: 'small',
    dropout: 0.3,
  })
  expect(config).toEqual({
    epochs: 7,
    batchSize: 9,
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    learningRate: 0.002,
    schedule: { kind: 'step', factor: 0.94, everyEpochs: 2 },
    l2: 0.001,
    labelSmoothing: 0.1,
    classWeights: 'balanced',
    earlyStopping: { patience: 4 },
    augmentation: { flip: false, shift: 0.2, brightness: 0.1 },
    freeze: 'block5',
    ...{ thaw: [], augmentFrom: 'start', head: null, depthDecay: 1, weightAverage: null },
    seed: 5,
    checkpointSeconds: 30,
  })
})

it("takes an adaptive optimizer's usual rate instead of SGD's", () => {
  expect(plan('x --optimizer adam', [32]).config.learningRate).toBe(0.001)
  expect(plan('x --optimizer sgd', [32]).config.learningRate).toBe(0.045)
})

it('refuses a class count that is not that of the images', () => {
  expect(optionsOf(plan('x --classes 3', [32]).network).classes).toBe(3)
  expect(() => plan('x --classes 4', [32])).toThrow(CommandFailure)
})

describe('another network', () => {
  it("is its small variant for small images, and its paper's for others", () => {
    expect(plan('x --model inception-v3', [32]).network).toEqual({
      name: 'inception-v3',
      options: { ...ZOO['inception-v3'].small, classes: 3 },
    })
    expect(plan('x --model nin', [300]).network).toEqual({ name: 'nin', options: ZOO.nin.parse({ classes: 3 }) })
  })

  it('takes the options that it has, and no others', () => {
    const { network } = plan(
      'x --model inception-v1 --auxiliary-heads --normalization local-response --dropout 0.1',
      [32],
    )
    expect(optionsOf(network)).toMatchObject({ auxiliaryHeads: true, normalization: 'local-response', dropout: 0.1 })
    expect(() => plan('x --model inception-v1 --middle 3', [32])).toThrow(
      /inception-v1 has no --middle; it has --input-size/,
    )
    expect(() => plan('x --batch-norm', [32])).toThrow(/xception has no --batch-norm/)
  })
})

describe('fine-tuning', () => {
  const pretrained = buildNetwork({ name: 'xception', options: { ...SMALL_IMAGES.model, inputSize: 40, classes: 10 } })
  const tuned = (line: string) =>
    planTraining(
      parseArguments(train, ['x', '--from', 'm', ...line.split(' ').filter(Boolean)]).values,
      [],
      3,
      pretrained,
    )

  it("takes the model's own network, for images of another size where that is asked for", () => {
    expect(tuned('').network).toBe(pretrained)
    expect(tuned('--input-size 48').network).toMatchObject({ inputShape: [48, 48, 3] })
    expect(() => tuned('--input-size 2')).toThrow(/--input-size was given as 2/)
    expect(tuned('--width 0.5').network).toMatchObject({ name: 'xception', options: { width: 0.5 } })
  })

  it('trains the head first, then what is let go of, at a smaller rate', () => {
    expect(tuned('--head 256,0.2 --head-epochs 5 --freeze block13').config).toMatchObject({
      head: [
        { kind: 'dense', units: 256 },
        { kind: 'dropout', rate: 0.2 },
      ],
      freeze: 'all',
      thaw: [{ fromEpoch: 6, freeze: 'block13', rateFactor: 0.1 }],
      augmentFrom: 'thaw',
    })
  })

  it('lets go of one block after the other', () => {
    const { thaw } = tuned('--head-epochs 2 --freeze 11 --thaw-every 3 --thaw-rate 0.5').config
    expect(thaw.map(({ fromEpoch, freeze }) => [fromEpoch, freeze])).toEqual([
      [3, 'block13'],
      [6, 'block12'],
      [9, 'block11'],
    ])
    expect(tuned('--head-epochs 2 --thaw-every 1').config.thaw.at(-1)).toMatchObject({ fromEpoch: 16, freeze: null })
  })

  it('refuses heads, blocks and rates that mean nothing', () => {
    expect(() => tuned('--head 256,,2')).toThrow(/--head was given as "256,,2"/)
    expect(() => tuned('--head 0.99')).toThrow(/--head/)
    expect(() => tuned('--freeze block99')).toThrow(/block99.*block13/)
    expect(() => tuned('--thaw-every 2')).toThrow(/--head-epochs/)
  })
})
