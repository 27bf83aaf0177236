import type { z } from 'zod'
import { createGraphBuilder } from '../graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../graph/layer-graph.ts'
import { branch, classifier, convolutionUnit } from './convolution-unit.ts'
import { HALVING, inceptionStem, NEIGHBOURS, type InceptionParts } from './inception-parts.ts'
import { networkOptionsSchema, resolveNetworkStem, scaleFilters } from './network-options.ts'

/** Keras refuses inputs below this. */
export const INCEPTION_V3_MINIMUM = 75

export const inceptionV3OptionsSchema = networkOptionsSchema
export type InceptionV3Options = z.infer<typeof inceptionV3OptionsSchema>

/**
 * Inception v3 (arXiv:1512.00567) as `keras.applications.InceptionV3` has it: its first three modules keep a real 5x5, and
 * batch norm has no gamma. Modules are named as there (`mixed0` to `mixed10`), the layers that Keras only counts after
 * their branch. The small stem keeps stride 1 in the first convolution and leaves out the first max pool.
 */
export function inceptionV3(given: Partial<InceptionV3Options> = {}): LayerGraph {
  const options = inceptionV3OptionsSchema.parse(given)
  const build = createGraphBuilder('inception_v3')
  const norm = { momentum: options.batchNormMomentum, epsilon: 1e-3, scale: false } as const
  const parts = { build, unit: convolutionUnit(build, scaleFilters(options.width), norm) }

  build.block('')
  let x = build.input('input', [options.inputSize, options.inputSize, 3])
  x = inceptionStem(parts, x, resolveNetworkStem(options, INCEPTION_V3_MINIMUM))

  x = moduleA(parts, x, 'mixed0', 32)
  x = moduleA(parts, x, 'mixed1', 64)
  x = moduleA(parts, x, 'mixed2', 64)
  x = reductionA(parts, x, 'mixed3')
  x = moduleB(parts, x, 'mixed4', 128)
  x = moduleB(parts, x, 'mixed5', 160)
  x = moduleB(parts, x, 'mixed6', 160)
  x = moduleB(parts, x, 'mixed7', 192)
  x = reductionB(parts, x, 'mixed8')
  x = moduleC(parts, x, 'mixed9', 'mixed9_0')
  x = moduleC(parts, x, 'mixed10', 'mixed9_1')

  x = classifier(build, x, options)
  return build.finish([x], XCEPTION_PREPROCESSING)
}

/** 1x1, 5x5, two 3x3 and pooling, at 35x35. */
function moduleA({ build, unit }: InceptionParts, input: string, name: string, pooled: number): string {
  build.block(`inception-a/${name}`)
  const one = branch(build, 'branch1x1', () => unit(`${name}_1x1`, input, 64, 1))
  const five = branch(build, 'branch5x5', () => {
    const x = unit(`${name}_5x5_reduce`, input, 48, 1)
    return unit(`${name}_5x5`, x, 64, 5)
  })
  const double = branch(build, 'branch3x3dbl', () => {
    let x = unit(`${name}_3x3dbl_reduce`, input, 64, 1)
    x = unit(`${name}_3x3dbl_1`, x, 96, 3)
    return unit(`${name}_3x3dbl_2`, x, 96, 3)
  })
  const pool = poolBranch({ build, unit }, input, name, pooled)
  return build.concatenate(name, [one, five, double, pool])
}

/** From 35x35 to 17x17. */
function reductionA({ build, unit }: InceptionParts, input: string, name: string): string {
  build.block(`reduction-a/${name}`)
  const three = branch(build, 'branch3x3', () => {
    return unit(`${name}_3x3`, input, 384, 3, { stride: 2, padding: 'valid' })
  })
  const double = branch(build, 'branch3x3dbl', () => {
    let x = unit(`${name}_3x3dbl_reduce`, input, 64, 1)
    x = unit(`${name}_3x3dbl_1`, x, 96, 3)
    return unit(`${name}_3x3dbl_2`, x, 96, 3, { stride: 2, padding: 'valid' })
  })
  const pool = branch(build, 'branch_pool', () => build.maxPooling2d(`${name}_pool`, input, HALVING))
  return build.concatenate(name, [three, double, pool])
}

/** 7x7 in two halves, 1x7 and 7x1, at 17x17; `inner` filters inside the branches. */
function moduleB({ build, unit }: InceptionParts, input: string, name: string, inner: number): string {
  build.block(`inception-b/${name}`)
  const one = branch(build, 'branch1x1', () => unit(`${name}_1x1`, input, 192, 1))
  const seven = branch(build, 'branch7x7', () => {
    let x = unit(`${name}_7x7_reduce`, input, inner, 1)
    x = unit(`${name}_7x7_1`, x, inner, [1, 7])
    return unit(`${name}_7x7_2`, x, 192, [7, 1])
  })
  const double = branch(build, 'branch7x7dbl', () => {
    let x = unit(`${name}_7x7dbl_reduce`, input, inner, 1)
    x = unit(`${name}_7x7dbl_1`, x, inner, [7, 1])
    x = unit(`${name}_7x7dbl_2`, x, inner, [1, 7])
    x = unit(`${name}_7x7dbl_3`, x, inner, [7, 1])
    return unit(`${name}_7x7dbl_4`, x, 192, [1, 7])
  })
  const pool = poolBranch({ build, unit }, input, name, 192)
  return build.concatenate(name, [one, seven, double, pool])
}

/** From 17x17 to 8x8. */
function reductionB({ build, unit }: InceptionParts, input: string, name: string): string {
  build.block(`reduction-b/${name}`)
  const three = branch(build, 'branch3x3', () => {
    const x = unit(`${name}_3x3_reduce`, input, 192, 1)
    return unit(`${name}_3x3`, x, 320, 3, { stride: 2, padding: 'valid' })
  })
  const seven = branch(build, 'branch7x7x3', () => {
    let x = unit(`${name}_7x7x3_reduce`, input, 192, 1)
    x = unit(`${name}_7x7x3_1`, x, 192, [1, 7])
    x = unit(`${name}_7x7x3_2`, x, 192, [7, 1])
    return unit(`${name}_7x7x3_3`, x, 192, 3, { stride: 2, padding: 'valid' })
  })
  const pool = branch(build, 'branch_pool', () => build.maxPooling2d(`${name}_pool`, input, HALVING))
  return build.concatenate(name, [three, seven, pool])
}

/** 3x3 as 1x3 and 3x1 side by side, at 8x8. */
function moduleC({ build, unit }: InceptionParts, input: string, name: string, inner: string): string {
  build.block(`inception-c/${name}`)
  const one = branch(build, 'branch1x1', () => unit(`${name}_1x1`, input, 320, 1))
  const three = branch(build, 'branch3x3', () => {
    const x = unit(`${name}_3x3_reduce`, input, 384, 1)
    const wide = unit(`${name}_3x3_1`, x, 384, [1, 3])
    const high = unit(`${name}_3x3_2`, x, 384, [3, 1])
    return build.concatenate(inner, [wide, high])
  })
  const double = branch(build, 'branch3x3dbl', () => {
    let x = unit(`${name}_3x3dbl_reduce`, input, 448, 1)
    x = unit(`${name}_3x3dbl`, x, 384, 3)
    const wide = unit(`${name}_3x3dbl_1`, x, 384, [1, 3])
    const high = unit(`${name}_3x3dbl_2`, x, 384, [3, 1])
    return build.concatenate(`${name}_3x3dbl_concat`, [wide, high])
  })
  const pool = poolBranch({ build, unit }, input, name, 192)
  return build.concatenate(name, [one, three, double, pool])
}

function poolBranch({ build, unit }: InceptionParts, input: string, name: string, filters: number): string {
  return branch(build, 'branch_pool', () => {
    const x = build.averagePooling2d(`${name}_pool`, input, NEIGHBOURS)
    return unit(`${name}_pool_proj`, x, filters, 1)
  })
}
