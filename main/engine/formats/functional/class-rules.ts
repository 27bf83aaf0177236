import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { isIdentity } from './identity-layers.ts'
import {
  broadcast,
  channelsGiven,
  enlarged,
  framed,
  joined,
  multiplied,
  pooledWhole,
  reshaped,
  same,
  sliding,
  transposed,
  units,
  type Config,
  type Rule,
} from './shape-rules.ts'

/** Keras' classes without weights. */
const WEIGHTLESS: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(['Activation', 'ReLU', 'LeakyReLU', 'ELU', 'Softmax', 'Rescaling'].map((name) => [name, same])),
  ...Object.fromEntries(
    ['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum'].map((name) => [name, broadcast]),
  ),
  ...{ Dropout: same, UnitNormalization: same, Concatenate: joined, Reshape: reshaped, UpSampling2D: enlarged },
  ...{ ZeroPadding2D: framed('padding', 1), Cropping2D: framed('cropping', -1) },
  ...{ GlobalAveragePooling2D: pooledWhole, GlobalMaxPooling2D: pooledWhole },
  Flatten: ([input]) => (input ? [shapeSize(input)] : null),
}

const WEIGHTED: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    ['BatchNormalization', 'LayerNormalization', 'GroupNormalization', 'PReLU', 'Normalization'].map((name) => [
      name,
      same,
    ]),
  ),
  ...{ Dense: units, EinsumDense: () => null, Conv2DTranspose: transposed },
  ...{ Conv2D: sliding(channelsGiven('filters')), SeparableConv2D: sliding(channelsGiven('filters')) },
  DepthwiseConv2D: sliding(multiplied),
}

const ruleOf = (rules: Readonly<Record<string, Rule>>, className: string): Rule | undefined =>
  Object.hasOwn(rules, className) ? rules[className] : undefined

/** Whether a class is one of Keras' that hold no weights. */
export const isWeightless = (className: string): boolean =>
  isIdentity(className) || ruleOf(WEIGHTLESS, className) !== undefined

/** The output's shape by Keras' own rule for a class; null where there is none here, or it does not fit. */
export function shapeByRule(className: string, inputs: readonly Shape[], config: Config): Shape | null {
  if (isIdentity(className)) return inputs[0] ?? null
  const rule = ruleOf(WEIGHTLESS, className) ?? ruleOf(WEIGHTED, className)
  return rule?.(inputs, config) ?? null
}
