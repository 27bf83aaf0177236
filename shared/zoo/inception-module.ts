import type { z } from 'zod'
import { createGraphBuilder, type GraphBuilder } from '../graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../graph/layer-graph.ts'
import { assertNever } from '../graph/assert-never.ts'
import { branch } from './convolution-unit.ts'
import { CANONICAL_BRANCHES, moduleOptionsSchema, type ModuleOptions } from './module-options.ts'

/**
 * One module as a graph of its own: a map in, a map out, without biases, batch norm or anything else that stands around
 * modules. Its last layer is `output`. Wants checked options.
 */
export function inceptionModule(given: z.input<typeof moduleOptionsSchema>): LayerGraph {
  const options = moduleOptionsSchema.parse(given)
  const build = createGraphBuilder(options.form)
  build.block('')
  const input = build.input('input', [options.size, options.size, options.channels])
  build.block('module')
  const output = form({ build, options }, input)
  return build.finish([output], XCEPTION_PREPROCESSING)
}

interface Lab {
  readonly build: GraphBuilder
  readonly options: ModuleOptions
}

function form(lab: Lab, input: string): string {
  const { build, options } = lab
  switch (options.form) {
    case 'canonical':
      return canonical(lab, input)
    case 'simplified':
      return simplified(lab, input)
    case 'segmented':
      return segmented(lab, input)
    // The extreme module is the separable convolution with the pointwise half first (Fig. 4).
    case 'extreme':
    case 'pointwise-first':
      return depthwise(lab, 'output', between(lab, 'between', pointwise(lab, 'pointwise', input, options.filters)))
    case 'depthwise-first':
      return pointwise(lab, 'output', between(lab, 'between', depthwise(lab, 'depthwise', input)), options.filters)
    case 'plain':
      return build.conv2d('output', input, { filters: options.filters, ...spatial(options) })
    default:
      return assertNever(options.form)
  }
}

/** Fig. 1: 1x1; 1x1 and a spatial convolution; 1x1 and two of them; pooling and 1x1. */
function canonical(lab: Lab, input: string): string {
  const { build, options } = lab
  const filters = options.filters / CANONICAL_BRANCHES
  const reduced = (name: string) => between(lab, `${name}_between`, pointwise(lab, `${name}_1x1`, input, filters))
  const one = branch(build, 'branch1', () => pointwise(lab, 'branch1_1x1', input, filters))
  const single = branch(build, 'branch2', () => conv(lab, 'branch2_spatial', reduced('branch2'), filters))
  const double = branch(build, 'branch3', () => {
    const x = between(lab, 'branch3_between2', conv(lab, 'branch3_spatial1', reduced('branch3'), filters))
    return conv(lab, 'branch3_spatial2', x, filters)
  })
  const pool = branch(build, 'branch4', () => {
    const neighbours = { poolSize: [3, 3], strides: [1, 1], padding: 'same' } as const
    return pointwise(lab, 'branch4_1x1', build.averagePooling2d('branch4_pool', input, neighbours), filters)
  })
  return build.concatenate('output', [one, single, double, pool])
}

/** Fig. 2: towers of a 1x1 and a spatial convolution, as many as there are segments. */
function simplified(lab: Lab, input: string): string {
  const { build, options } = lab
  const filters = options.filters / options.segments
  const towers = segmentNumbers(options).map((number) => {
    const name = `tower${number}`
    return branch(build, name, () => {
      const x = between(lab, `${name}_between`, pointwise(lab, `${name}_1x1`, input, filters))
      return conv(lab, options.segments === 1 ? 'output' : `${name}_spatial`, x, filters)
    })
  })
  return join(build, towers)
}

/** Fig. 3: one large 1x1, then a spatial convolution for each segment of its channels; one per channel is depthwise. */
function segmented(lab: Lab, input: string): string {
  const { build, options } = lab
  const { filters, segments } = options
  const x = between(lab, 'between', pointwise(lab, 'pointwise', input, filters))
  if (segments === 1) return conv(lab, 'output', x, filters)
  if (segments === filters) return depthwise(lab, 'output', x)
  const size = filters / segments
  const parts = segmentNumbers(options).map((number) => {
    const name = `segment${number}`
    return branch(build, name, () => {
      return conv(lab, `${name}_spatial`, build.slice(`${name}_slice`, x, (number - 1) * size, size), size)
    })
  })
  return join(build, parts)
}

const segmentNumbers = ({ segments }: ModuleOptions) => Array.from({ length: segments }, (_, index) => index + 1)
/** With one segment there is nothing to join: its convolution is the output. */
const join = (build: GraphBuilder, parts: readonly string[]): string => {
  return parts.length === 1 ? (parts[0] ?? '') : build.concatenate('output', parts)
}

const spatial = ({ kernel }: ModuleOptions) =>
  ({ kernelSize: [kernel, kernel], strides: [1, 1], padding: 'same', useBias: false }) as const
const POINTWISE = { kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: false } as const

function pointwise({ build }: Lab, name: string, input: string, filters: number): string {
  return build.conv2d(name, input, { filters, ...POINTWISE })
}

function conv({ build, options }: Lab, name: string, input: string, filters: number): string {
  return build.conv2d(name, input, { filters, ...spatial(options) })
}

function depthwise({ build, options }: Lab, name: string, input: string): string {
  return build.depthwiseConv2d(name, input, spatial(options))
}

function between({ build, options }: Lab, name: string, input: string): string {
  return options.activation === 'none' ? input : build.activation(name, input, options.activation)
}
