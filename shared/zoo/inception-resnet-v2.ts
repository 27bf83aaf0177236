import { z } from 'zod'
import { createGraphBuilder } from '../graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../graph/layer-graph.ts'
import { branch, classifier, convolutionUnit } from './convolution-unit.ts'
import { HALVING, inceptionStem, NEIGHBOURS, type InceptionParts } from './inception-parts.ts'
import { block17, block35, block8 } from './inception-resnet-blocks.ts'
import { networkOptionsSchema, resolveNetworkStem, scaleFilters } from './network-options.ts'

/** Keras refuses inputs below this. */
export const INCEPTION_RESNET_V2_MINIMUM = 75

export const inceptionResnetV2OptionsSchema = networkOptionsSchema.extend({
  /** Repeats of the three residual modules; the paper's are 10, 20 and 10. */
  block35: z.int().min(0).max(64).default(10),
  block17: z.int().min(0).max(64).default(20),
  block8: z.int().min(1).max(64).default(10),
})
export type InceptionResnetV2Options = z.infer<typeof inceptionResnetV2OptionsSchema>

/**
 * Inception-ResNet-v2 (arXiv:1602.07261) with the names and numbers of `keras.applications.InceptionResNetV2`, which
 * scales each residual before it is added. The layers that Keras only counts are named after their branch. The small stem
 * keeps stride 1 in the first convolution and leaves out the first max pool.
 */
export function inceptionResnetV2(given: Partial<InceptionResnetV2Options> = {}): LayerGraph {
  const options = inceptionResnetV2OptionsSchema.parse(given)
  const build = createGraphBuilder('inception_resnet_v2')
  const scaled = scaleFilters(options.width)
  const norm = { momentum: options.batchNormMomentum, epsilon: 1e-3, scale: false } as const
  const parts = { build, unit: convolutionUnit(build, scaled, norm) }
  const sum = (...counts: readonly number[]) => counts.reduce((total, count) => total + scaled(count), 0)

  build.block('')
  let x = build.input('input', [options.inputSize, options.inputSize, 3])
  x = inceptionStem(parts, x, resolveNetworkStem(options, INCEPTION_RESNET_V2_MINIMUM))

  x = mixed5b(parts, x)
  let channels = sum(96, 64, 96, 64)
  for (let index = 1; index <= options.block35; index++) x = block35(parts, x, { index, channels, scale: 0.17 })
  x = mixed6a(parts, x)
  channels += sum(384, 384)
  for (let index = 1; index <= options.block17; index++) x = block17(parts, x, { index, channels, scale: 0.1 })
  x = mixed7a(parts, x)
  channels += sum(384, 288, 320)
  for (let index = 1; index < options.block8; index++) x = block8(parts, x, { index, channels, scale: 0.2 })
  x = block8(parts, x, { index: options.block8, channels, scale: 1, last: true })

  build.block('final')
  x = build.conv2d('conv_7b', x, { filters: scaled(1536), ...POINTWISE, useBias: false })
  x = build.batchNormalization('conv_7b_bn', x, norm)
  x = build.activation('conv_7b_ac', x, 'relu')

  x = classifier(build, x, options)
  return build.finish([x], XCEPTION_PREPROCESSING)
}

const POINTWISE = { kernelSize: [1, 1], strides: [1, 1], padding: 'same' } as const

/** An Inception-A module, 35x35x320. */
function mixed5b({ build, unit }: InceptionParts, input: string): string {
  build.block('inception-a/mixed_5b')
  const one = branch(build, 'branch0', () => unit('mixed_5b_1x1', input, 96, 1))
  const five = branch(build, 'branch1', () => {
    const x = unit('mixed_5b_5x5_reduce', input, 48, 1)
    return unit('mixed_5b_5x5', x, 64, 5)
  })
  const double = branch(build, 'branch2', () => {
    let x = unit('mixed_5b_3x3dbl_reduce', input, 64, 1)
    x = unit('mixed_5b_3x3dbl_1', x, 96, 3)
    return unit('mixed_5b_3x3dbl_2', x, 96, 3)
  })
  const pool = branch(build, 'branch_pool', () => {
    const x = build.averagePooling2d('mixed_5b_pool', input, NEIGHBOURS)
    return unit('mixed_5b_pool_proj', x, 64, 1)
  })
  return build.concatenate('mixed_5b', [one, five, double, pool])
}

/** From 35x35x320 to 17x17x1088. */
function mixed6a({ build, unit }: InceptionParts, input: string): string {
  build.block('reduction-a/mixed_6a')
  const three = branch(build, 'branch0', () => unit('mixed_6a_3x3', input, 384, 3, { stride: 2, padding: 'valid' }))
  const double = branch(build, 'branch1', () => {
    let x = unit('mixed_6a_3x3dbl_reduce', input, 256, 1)
    x = unit('mixed_6a_3x3dbl_1', x, 256, 3)
    return unit('mixed_6a_3x3dbl_2', x, 384, 3, { stride: 2, padding: 'valid' })
  })
  const pool = branch(build, 'branch_pool', () => build.maxPooling2d('mixed_6a_pool', input, HALVING))
  return build.concatenate('mixed_6a', [three, double, pool])
}

/** From 17x17x1088 to 8x8x2080. */
function mixed7a({ build, unit }: InceptionParts, input: string): string {
  build.block('reduction-b/mixed_7a')
  const first = branch(build, 'branch0', () => {
    const x = unit('mixed_7a_0_reduce', input, 256, 1)
    return unit('mixed_7a_0_3x3', x, 384, 3, { stride: 2, padding: 'valid' })
  })
  const second = branch(build, 'branch1', () => {
    const x = unit('mixed_7a_1_reduce', input, 256, 1)
    return unit('mixed_7a_1_3x3', x, 288, 3, { stride: 2, padding: 'valid' })
  })
  const third = branch(build, 'branch2', () => {
    let x = unit('mixed_7a_2_reduce', input, 256, 1)
    x = unit('mixed_7a_2_3x3_1', x, 288, 3)
    return unit('mixed_7a_2_3x3_2', x, 320, 3, { stride: 2, padding: 'valid' })
  })
  const pool = branch(build, 'branch_pool', () => build.maxPooling2d('mixed_7a_pool', input, HALVING))
  return build.concatenate('mixed_7a', [first, second, third, pool])
}
