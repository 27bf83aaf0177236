import { describe, expect, it } from 'vitest'
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
    '--class-weights balanced --early-stopping 4 --no-flip --shift 0.2 --brightness 0.1 --seed 5 --checkpoint-seconds 30 --freeze block13'
  const { network, config } = plan(line, [32])
  expect(network.options).toMatchObject({
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
    freeze: 'block13',
    seed: 5,
    checkpointSeconds: 30,
  })
})

it("takes an adaptive optimizer's usual rate instead of SGD's", () => {
  expect(plan('x --optimizer adam', [32]).config.learningRate).toBe(0.001)
  expect(plan('x --optimizer sgd', [32]).config.learningRate).toBe(0.045)
})

it('refuses a class count that is not that of the images', () => {
  expect(plan('x --classes 3', [32]).network.options.classes).toBe(3)
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
    expect(network.options).toMatchObject({ auxiliaryHeads: true, normalization: 'local-response', dropout: 0.1 })
    expect(() => plan('x --model inception-v1 --middle 3', [32])).toThrow(
      /inception-v1 has no --middle; it has --input-size/,
    )
    expect(() => plan('x --batch-norm', [32])).toThrow(/xception has no --batch-norm/)
  })
})
