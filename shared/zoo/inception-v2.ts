import type { z } from 'zod'
import { createGraphBuilder } from '../graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../graph/layer-graph.ts'
import { branch, classifier, convolutionUnit } from './convolution-unit.ts'
import { NEIGHBOURS, type InceptionParts } from './inception-parts.ts'
import { networkOptionsSchema, resolveNetworkStem, scaleFilters } from './network-options.ts'

/** Below this the last modules would see single pixels; the paper's is 224. */
export const INCEPTION_V2_MINIMUM = 71

export const inceptionV2OptionsSchema = networkOptionsSchema.extend({
  inputSize: networkOptionsSchema.shape.inputSize.unwrap().default(224),
})
export type InceptionV2Options = z.infer<typeof inceptionV2OptionsSchema>

const HALVING = { poolSize: [3, 3], strides: [2, 2], padding: 'same' } as const

/** One line of the paper's Fig. 5: filters of the branches, "reduce" being the 1x1 before a larger kernel. */
interface Module {
  readonly one: number
  readonly threeReduce: number
  readonly three: number
  readonly doubleReduce: number
  readonly double: number
  readonly pool: number
  /** The last module pools the maximum. */
  readonly pooling?: 'average' | 'max'
}

/** A line with stride 2: no 1x1 branch, and the pool's output passes through. */
type Reduction = Pick<Module, 'threeReduce' | 'three' | 'doubleReduce' | 'double'>

/**
 * Inception v2, BN-Inception (arXiv:1502.03167), Fig. 5: v1 with batch norm after every convolution and two 3x3 where it
 * had a 5x5. The first convolution is an ordinary one: the paper's had a depth multiplier of 8 to save time. The small
 * stem keeps stride 1 in the first convolution and leaves out the first max pool.
 */
export function inceptionV2(given: Partial<InceptionV2Options> = {}): LayerGraph {
  const options = inceptionV2OptionsSchema.parse(given)
  const build = createGraphBuilder('inception_v2')
  const norm = { momentum: options.batchNormMomentum, epsilon: 1e-3 }
  const parts = { build, unit: convolutionUnit(build, scaleFilters(options.width), norm) }
  const small = resolveNetworkStem(options, INCEPTION_V2_MINIMUM) === 'small'

  build.block('')
  let x = build.input('input', [options.inputSize, options.inputSize, 3])

  build.block('stem')
  x = parts.unit('conv1', x, 64, 7, { stride: small ? 1 : 2 })
  if (!small) x = build.maxPooling2d('pool1', x, HALVING)
  x = parts.unit('conv2_reduce', x, 64, 1)
  x = parts.unit('conv2', x, 192, 3)
  x = build.maxPooling2d('pool2', x, HALVING)

  x = inception(parts, x, '3a', { one: 64, threeReduce: 64, three: 64, doubleReduce: 64, double: 96, pool: 32 })
  x = inception(parts, x, '3b', { one: 64, threeReduce: 64, three: 96, doubleReduce: 64, double: 96, pool: 64 })
  x = reduction(parts, x, '3c', { threeReduce: 128, three: 160, doubleReduce: 64, double: 96 })
  x = inception(parts, x, '4a', { one: 224, threeReduce: 64, three: 96, doubleReduce: 96, double: 128, pool: 128 })
  x = inception(parts, x, '4b', { one: 192, threeReduce: 96, three: 128, doubleReduce: 96, double: 128, pool: 128 })
  x = inception(parts, x, '4c', { one: 160, threeReduce: 128, three: 160, doubleReduce: 128, double: 160, pool: 96 })
  x = inception(parts, x, '4d', { one: 96, threeReduce: 128, three: 192, doubleReduce: 160, double: 192, pool: 96 })
  x = reduction(parts, x, '4e', { threeReduce: 128, three: 192, doubleReduce: 192, double: 256 })
  x = inception(parts, x, '5a', { one: 352, threeReduce: 192, three: 320, doubleReduce: 160, double: 224, pool: 128 })
  x = inception(parts, x, '5b', {
    ...{ one: 352, threeReduce: 192, three: 320, doubleReduce: 192, double: 224, pool: 128 },
    pooling: 'max',
  })

  x = classifier(build, x, options)
  return build.finish([x], XCEPTION_PREPROCESSING)
}

function inception({ build, unit }: InceptionParts, input: string, place: string, filters: Module): string {
  const name = `inception_${place}`
  build.block(`inception-${place.slice(0, 1)}/${name}`)
  const one = branch(build, 'branch1x1', () => unit(`${name}_1x1`, input, filters.one, 1))
  const three = branch(build, 'branch3x3', () => {
    const x = unit(`${name}_3x3_reduce`, input, filters.threeReduce, 1)
    return unit(`${name}_3x3`, x, filters.three, 3)
  })
  const double = branch(build, 'branch3x3dbl', () => {
    let x = unit(`${name}_3x3dbl_reduce`, input, filters.doubleReduce, 1)
    x = unit(`${name}_3x3dbl_1`, x, filters.double, 3)
    return unit(`${name}_3x3dbl_2`, x, filters.double, 3)
  })
  const pool = branch(build, 'branch_pool', () => {
    const pooling = filters.pooling === 'max' ? build.maxPooling2d : build.averagePooling2d
    const x = pooling(`${name}_pool`, input, NEIGHBOURS)
    return unit(`${name}_pool_proj`, x, filters.pool, 1)
  })
  return build.concatenate(name, [one, three, double, pool])
}

function reduction({ build, unit }: InceptionParts, input: string, place: string, filters: Reduction): string {
  const name = `inception_${place}`
  build.block(`inception-${place.slice(0, 1)}/${name}`)
  const three = branch(build, 'branch3x3', () => {
    const x = unit(`${name}_3x3_reduce`, input, filters.threeReduce, 1)
    return unit(`${name}_3x3`, x, filters.three, 3, { stride: 2 })
  })
  const double = branch(build, 'branch3x3dbl', () => {
    let x = unit(`${name}_3x3dbl_reduce`, input, filters.doubleReduce, 1)
    x = unit(`${name}_3x3dbl_1`, x, filters.double, 3)
    return unit(`${name}_3x3dbl_2`, x, filters.double, 3, { stride: 2 })
  })
  const pool = branch(build, 'branch_pool', () => build.maxPooling2d(`${name}_pool`, input, HALVING))
  return build.concatenate(name, [three, double, pool])
}
