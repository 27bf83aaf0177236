import { z } from 'zod'
import { createGraphBuilder, type GraphBuilder } from '../graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../graph/layer-graph.ts'
import { branch, classifier, convolutionUnit } from './convolution-unit.ts'
import { NEIGHBOURS, type InceptionParts } from './inception-parts.ts'
import { networkOptionsSchema, resolveNetworkStem, scaleFilters } from './network-options.ts'

/** Below this the last modules would see single pixels; the paper's is 224. */
export const INCEPTION_V1_MINIMUM = 71

export const inceptionV1OptionsSchema = networkOptionsSchema.extend({
  inputSize: networkOptionsSchema.shape.inputSize.unwrap().default(224),
  dropout: networkOptionsSchema.shape.dropout.unwrap().default(0.4),
  /** Two small classifiers on the fourth stage's modules a and d, which only help training. */
  auxiliaryHeads: z.boolean().default(false),
  /** The paper's local response norm after the stem's pools; or batch norm after every convolution, as it is built today. */
  normalization: z.enum(['local-response', 'batch']).default('local-response'),
})
export type InceptionV1Options = z.infer<typeof inceptionV1OptionsSchema>

const HALVING = { poolSize: [3, 3], strides: [2, 2], padding: 'same' } as const
/** Caffe's reference: 5 channels, alpha 1e-4 over their number, beta 0.75. The paper gives no numbers. */
const LOCAL_RESPONSE = { depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75 }

/** One line of the paper's Table 1: filters of the branches, "reduce" being the 1x1 before a larger kernel. */
interface Module {
  readonly one: number
  readonly threeReduce: number
  readonly three: number
  readonly fiveReduce: number
  readonly five: number
  readonly pool: number
}

/**
 * Inception v1, GoogLeNet (arXiv:1409.4842), Table 1. Every convolution has a bias and a ReLU. The small stem keeps
 * stride 1 in the first convolution and leaves out the first max pool. With auxiliary heads the graph has three outputs,
 * the network's own first.
 */
export function inceptionV1(given: Partial<InceptionV1Options> = {}): LayerGraph {
  const options = inceptionV1OptionsSchema.parse(given)
  const build = createGraphBuilder('inception_v1')
  const scaled = scaleFilters(options.width)
  const local = options.normalization === 'local-response'
  const norm = local ? 'none' : { momentum: options.batchNormMomentum, epsilon: 1e-3 }
  const parts = { build, unit: convolutionUnit(build, scaled, norm) }
  const small = resolveNetworkStem(options, INCEPTION_V1_MINIMUM) === 'small'
  const heads: string[] = []
  const head = (input: string) => {
    if (options.auxiliaryHeads) heads.push(auxiliaryHead(parts, input, scaled, options.classes, heads.length + 1))
  }

  build.block('')
  let x = build.input('input', [options.inputSize, options.inputSize, 3])

  build.block('stem')
  x = parts.unit('conv1', x, 64, 7, { stride: small ? 1 : 2 })
  if (!small) x = build.maxPooling2d('pool1', x, HALVING)
  if (local) x = build.localResponseNormalization('norm1', x, LOCAL_RESPONSE)
  x = parts.unit('conv2_reduce', x, 64, 1)
  x = parts.unit('conv2', x, 192, 3)
  if (local) x = build.localResponseNormalization('norm2', x, LOCAL_RESPONSE)
  x = build.maxPooling2d('pool2', x, HALVING)

  x = inception(parts, x, '3a', { one: 64, threeReduce: 96, three: 128, fiveReduce: 16, five: 32, pool: 32 })
  x = inception(parts, x, '3b', { one: 128, threeReduce: 128, three: 192, fiveReduce: 32, five: 96, pool: 64 })
  x = stagePool(build, x, 'pool3')
  x = inception(parts, x, '4a', { one: 192, threeReduce: 96, three: 208, fiveReduce: 16, five: 48, pool: 64 })
  head(x)
  x = inception(parts, x, '4b', { one: 160, threeReduce: 112, three: 224, fiveReduce: 24, five: 64, pool: 64 })
  x = inception(parts, x, '4c', { one: 128, threeReduce: 128, three: 256, fiveReduce: 24, five: 64, pool: 64 })
  x = inception(parts, x, '4d', { one: 112, threeReduce: 144, three: 288, fiveReduce: 32, five: 64, pool: 64 })
  head(x)
  x = inception(parts, x, '4e', { one: 256, threeReduce: 160, three: 320, fiveReduce: 32, five: 128, pool: 128 })
  x = stagePool(build, x, 'pool4')
  x = inception(parts, x, '5a', { one: 256, threeReduce: 160, three: 320, fiveReduce: 32, five: 128, pool: 128 })
  x = inception(parts, x, '5b', { one: 384, threeReduce: 192, three: 384, fiveReduce: 48, five: 128, pool: 128 })

  x = classifier(build, x, options)
  return build.finish([x, ...heads], XCEPTION_PREPROCESSING)
}

function stagePool(build: GraphBuilder, input: string, name: string): string {
  build.block(name)
  return build.maxPooling2d(name, input, HALVING)
}

function inception({ build, unit }: InceptionParts, input: string, place: string, filters: Module): string {
  const name = `inception_${place}`
  build.block(`inception-${place.slice(0, 1)}/${name}`)
  const one = branch(build, 'branch1x1', () => unit(`${name}_1x1`, input, filters.one, 1))
  const three = branch(build, 'branch3x3', () => {
    const x = unit(`${name}_3x3_reduce`, input, filters.threeReduce, 1)
    return unit(`${name}_3x3`, x, filters.three, 3)
  })
  const five = branch(build, 'branch5x5', () => {
    const x = unit(`${name}_5x5_reduce`, input, filters.fiveReduce, 1)
    return unit(`${name}_5x5`, x, filters.five, 5)
  })
  const pool = branch(build, 'branch_pool', () => {
    const x = build.maxPooling2d(`${name}_pool`, input, NEIGHBOURS)
    return unit(`${name}_pool_proj`, x, filters.pool, 1)
  })
  return build.concatenate(name, [one, three, five, pool])
}

/** Average pool 5x5/3, 1x1 convolution 128, dense 1024, dropout 70 %, softmax: the paper's section 5. */
function auxiliaryHead(
  { build, unit }: InceptionParts,
  input: string,
  scaled: (count: number) => number,
  classes: number,
  index: number,
): string {
  const outer = build.currentBlock()
  const name = `auxiliary${index}`
  build.block(name)
  let x = build.averagePooling2d(`${name}_pool`, input, { poolSize: [5, 5], strides: [3, 3], padding: 'valid' })
  x = unit(`${name}_conv`, x, 128, 1)
  x = build.flatten(`${name}_flatten`, x)
  x = build.dense(`${name}_dense`, x, { units: scaled(1024), useBias: true, activation: 'relu' })
  x = build.dropout(`${name}_dropout`, x, 0.7)
  x = build.dense(`${name}_predictions`, x, { units: classes, useBias: true, activation: 'softmax' })
  build.block(outer)
  return x
}
