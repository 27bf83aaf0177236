import { changeOptions, checkNetwork, chooseNetwork, type NetworkChoice } from '../../shared/zoo/network-choice.ts'
import { inceptionResnetV2OptionsSchema } from '../../shared/zoo/inception-resnet-v2.ts'
import { xceptionOptionsSchema, type XceptionOptions } from '../../shared/zoo/xception-options.ts'
import { NETWORK_NAMES, ZOO, type NetworkName } from '../../shared/zoo/zoo.ts'
import { optionInvalid, valueOf, WRONG_USAGE, wrongUsage } from './command-failure.ts'
import { numberOption, type OptionValues } from './option-specs.ts'

const { shape } = xceptionOptionsSchema
const { shape: resnet } = inceptionResnetV2OptionsSchema

/** The options that say which network of the zoo it is; each network takes those that it has. */
export const MODEL_OPTIONS = {
  'input-size': numberOption('side of the square input in pixels', shape.inputSize),
  width: numberOption('factor on every filter count', shape.width),
  middle: numberOption("repeats of Xception's middle module; the paper's is 8", shape.middle),
  classes: numberOption('classes of the output', shape.classes),
  order: {
    kind: 'choice',
    choices: ['depthwise-first', 'pointwise-first'],
    about: "order within a separable convolution: Keras', or the extreme Inception's",
  },
  activation: {
    kind: 'choice',
    choices: ['none', 'relu', 'elu'],
    about: 'what stands between the halves of a separable convolution',
  },
  'no-residuals': { kind: 'flag', about: 'leave out the residual connections of Xception' },
  stem: {
    kind: 'choice',
    choices: ['auto', 'full', 'small'],
    about: 'small: for inputs of 32 pixels and more; auto: small where the full one does not fit',
  },
  'auxiliary-heads': { kind: 'flag', about: "inception-v1's two classifiers that only help training" },
  normalization: {
    kind: 'choice',
    choices: ['local-response', 'batch'],
    about: "inception-v1's: as in the paper, or batch norm after every convolution",
  },
  'batch-norm': { kind: 'flag', about: 'batch norm in nin, which the paper did not have' },
  block35: numberOption("repeats of inception-resnet-v2's first module; the paper's is 10", resnet.block35),
  block17: numberOption("repeats of its second module; the paper's is 20", resnet.block17),
  block8: numberOption("repeats of its third module; the paper's is 10", resnet.block8),
} as const

type Given = OptionValues<typeof MODEL_OPTIONS>

/** The network's own option behind each option of the command line, and what a flag sets it to. */
const MEANING: Readonly<Record<keyof typeof MODEL_OPTIONS, string>> = {
  'input-size': 'inputSize',
  width: 'width',
  middle: 'middle',
  classes: 'classes',
  order: 'order',
  activation: 'activation',
  'no-residuals': 'residuals',
  stem: 'stem',
  'auxiliary-heads': 'auxiliaryHeads',
  normalization: 'normalization',
  'batch-norm': 'batchNorm',
  block35: 'block35',
  block17: 'block17',
  block8: 'block8',
}
const NAMES = Object.keys(MEANING) as readonly (keyof typeof MODEL_OPTIONS)[]

/**
 * The given options over a base. Options that the network does not have end the command, and so do input sizes that its
 * stem can't take (`input-too-small`).
 */
export function networkOptions(given: Given, base: NetworkChoice): NetworkChoice {
  const { optionNames } = ZOO[base.name]
  const changes: Record<string, unknown> = {}
  for (const name of NAMES) {
    const value = given[name]
    if (value === undefined || value === false) continue
    if (!optionNames.includes(MEANING[name])) {
      const own = NAMES.filter((each) => optionNames.includes(MEANING[each])).map((each) => `--${each}`)
      throw wrongUsage('option-unexpected', `${base.name} has no --${name}; it has ${own.join(', ')}; leave it out`)
    }
    changes[MEANING[name]] = name === 'no-residuals' ? false : value
  }
  return valueOf(checkNetwork(changeOptions(base, changes)), WRONG_USAGE)
}

/** The given options over a base, for what knows Xception alone. */
export function modelOptions(given: Given, base: XceptionOptions): XceptionOptions {
  return networkOptions(given, { name: 'xception', options: base }).options as XceptionOptions
}

/** A network's name as an option or argument gives it; Xception where it doesn't. */
export function networkName(option: string, name: string | undefined): NetworkName {
  if (name === undefined) return 'xception'
  const known = NETWORK_NAMES.find((each) => each === name)
  if (!known) throw optionInvalid(option, `"${name}"`, NETWORK_NAMES.join(', '))
  return known
}

/** What `describe` and its like are asked for: the paper's network, or its small variant, with the given options. */
export function describedNetwork(given: Given & { readonly small: boolean }, name: NetworkName): NetworkChoice {
  return networkOptions(given, chooseNetwork(name, given.small ? 'small' : 'paper'))
}
