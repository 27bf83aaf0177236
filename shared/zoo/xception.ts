import { SHORTCUT } from '../graph/blocks.ts'
import { createGraphBuilder, type GraphBuilder } from '../graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../graph/layer-graph.ts'
import { separable, type SeparableStyle } from './separable.ts'
import { resolveStem, xceptionOptionsSchema, type XceptionOptions } from './xception-options.ts'

/** Keras' epsilon for every batch normalisation (`BatchNormalization`'s default). */
const EPSILON = 1e-3

/**
 * Xception, Fig. 5 of arXiv:1610.02357, with the layer names of `keras.applications.Xception`; shortcuts, their batch
 * norms and the adds, which Keras leaves to a counter, are named after their block. Wants checked options.
 */
export function xception(given: Partial<XceptionOptions> = {}): LayerGraph {
  const options = xceptionOptionsSchema.parse(given)
  const build = createGraphBuilder('xception')
  const filters = (count: number) => Math.max(1, Math.round(count * options.width))
  const norm = { momentum: options.batchNormMomentum, epsilon: EPSILON }
  const style: SeparableStyle = { order: options.order, activation: options.activation, norm }
  const flow = { build, style, norm, filters, residuals: options.residuals }

  build.block('')
  let x = build.input('input', [options.inputSize, options.inputSize, 3])

  build.block('entry/block1')
  x = stem(flow, x, resolveStem(options) === 'small' ? 1 : 2)
  x = stridedModule(flow, x, { block: 'entry/block2', names: 'block2', filters: [128, 128], firstActivation: false })
  x = stridedModule(flow, x, { block: 'entry/block3', names: 'block3', filters: [256, 256], firstActivation: true })
  x = stridedModule(flow, x, { block: 'entry/block4', names: 'block4', filters: [728, 728], firstActivation: true })

  for (let index = 5; index < 5 + options.middle; index++) {
    x = middleModule(flow, x, `block${index}`)
  }

  const last = 5 + options.middle
  const thirteenth = `block${last}`
  const fourteenth = `block${last + 1}`
  x = stridedModule(flow, x, {
    block: `exit/${thirteenth}`,
    names: thirteenth,
    filters: [728, 1024],
    firstActivation: true,
  })

  build.block(`exit/${fourteenth}`)
  x = separable(build, `${fourteenth}_sepconv1`, x, filters(1536), style)
  x = build.activation(`${fourteenth}_sepconv1_act`, x, 'relu')
  x = separable(build, `${fourteenth}_sepconv2`, x, filters(2048), style)
  x = build.activation(`${fourteenth}_sepconv2_act`, x, 'relu')

  build.block('head')
  x = build.globalAveragePooling2d('avg_pool', x)
  options.denseUnits.forEach((units, index) => {
    x = build.dense(`dense${index + 1}`, x, { units, useBias: true, activation: 'relu' })
  })
  if (options.dropout > 0) x = build.dropout('dropout', x, options.dropout)
  x = build.dense('predictions', x, { units: options.classes, useBias: true, activation: 'softmax' })
  return build.finish([x], XCEPTION_PREPROCESSING)
}

interface Flow {
  readonly build: GraphBuilder
  readonly style: SeparableStyle
  readonly norm: SeparableStyle['norm']
  readonly filters: (count: number) => number
  readonly residuals: boolean
}

/** Two ordinary convolutions, 32 and 64 filters, VALID; the first with stride 2 in the full network. */
function stem({ build, norm, filters }: Flow, input: string, stride: 1 | 2): string {
  const window = { kernelSize: [3, 3], padding: 'valid', useBias: false } as const
  let x = build.conv2d('block1_conv1', input, { filters: filters(32), strides: [stride, stride], ...window })
  x = build.batchNormalization('block1_conv1_bn', x, norm)
  x = build.activation('block1_conv1_act', x, 'relu')
  x = build.conv2d('block1_conv2', x, { filters: filters(64), strides: [1, 1], ...window })
  x = build.batchNormalization('block1_conv2_bn', x, norm)
  return build.activation('block1_conv2_act', x, 'relu')
}

interface StridedModule {
  readonly block: string
  readonly names: string
  readonly filters: readonly [number, number]
  readonly firstActivation: boolean
}

/** Two separable convolutions and a strided max pool beside a strided 1x1 shortcut: blocks 2, 3, 4 and 13. */
function stridedModule({ build, style, norm, filters, residuals }: Flow, input: string, module: StridedModule): string {
  const [first, second] = module.filters
  let shortcut = input
  if (residuals) {
    build.block(`${module.block}/${SHORTCUT}`)
    const window = { kernelSize: [1, 1], strides: [2, 2], padding: 'same', useBias: false } as const
    shortcut = build.conv2d(`${module.names}_shortcut`, input, { filters: filters(second), ...window })
    shortcut = build.batchNormalization(`${module.names}_shortcut_bn`, shortcut, norm)
  }
  build.block(module.block)
  let x = module.firstActivation ? build.activation(`${module.names}_sepconv1_act`, input, 'relu') : input
  x = separable(build, `${module.names}_sepconv1`, x, filters(first), style)
  x = build.activation(`${module.names}_sepconv2_act`, x, 'relu')
  x = separable(build, `${module.names}_sepconv2`, x, filters(second), style)
  x = build.maxPooling2d(`${module.names}_pool`, x, { poolSize: [3, 3], strides: [2, 2], padding: 'same' })
  return residuals ? build.add(`${module.names}_add`, [x, shortcut]) : x
}

/** Three separable convolutions of 728 with an identity shortcut. */
function middleModule({ build, style, filters, residuals }: Flow, input: string, names: string): string {
  build.block(`middle/${names}`)
  let x = input
  for (const position of [1, 2, 3]) {
    x = build.activation(`${names}_sepconv${position}_act`, x, 'relu')
    x = separable(build, `${names}_sepconv${position}`, x, filters(728), style)
  }
  return residuals ? build.add(`${names}_add`, [x, input]) : x
}
