import { checkXceptionOptions, xceptionOptionsSchema, type XceptionOptions } from '../../shared/zoo/xception-options.ts'
import { optionInvalid, valueOf, WRONG_USAGE } from './command-failure.ts'
import { numberOption, type OptionValues } from './option-specs.ts'

const { shape } = xceptionOptionsSchema

/** The options that `describe` and `train` share: which Xception. */
export const MODEL_OPTIONS = {
  'input-size': numberOption('side of the square input in pixels', shape.inputSize),
  width: numberOption('factor on every filter count', shape.width),
  middle: numberOption("repeats of the middle flow's module; the paper's is 8", shape.middle),
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
  'no-residuals': { kind: 'flag', about: 'leave out the residual connections' },
  stem: {
    kind: 'choice',
    choices: ['auto', 'full', 'small'],
    about: 'small: stride 1, for inputs of 32 to 70 pixels; auto: small below 71',
  },
} as const

/** The given options over a base. Input sizes that the stem can't take end the command (`input-too-small`). */
export function modelOptions(given: OptionValues<typeof MODEL_OPTIONS>, base: XceptionOptions): XceptionOptions {
  return valueOf(
    checkXceptionOptions({
      ...base,
      inputSize: given['input-size'] ?? base.inputSize,
      width: given.width ?? base.width,
      middle: given.middle ?? base.middle,
      classes: given.classes ?? base.classes,
      order: given.order ?? base.order,
      activation: given.activation ?? base.activation,
      residuals: given['no-residuals'] ? false : base.residuals,
      stem: given.stem ?? base.stem,
    }),
    WRONG_USAGE,
  )
}

/** The names of networks that the zoo has. */
export function checkModelName(option: string, name: string | undefined): void {
  if (name !== undefined && name !== 'xception') throw optionInvalid(option, `"${name}"`, 'xception')
}
