import { createGraphBuilder } from '../../shared/graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../../shared/graph/layer-graph.ts'

/** The twin of `python/smooth_network.py`, which says why it has no kinks. */
export function smoothNetwork(size: number, classes: number): LayerGraph {
  const build = createGraphBuilder('smooth')
  const norm = { momentum: 0.9, epsilon: 1e-3 }
  const same = { strides: [1, 1], padding: 'same', useBias: false } as const
  let x = build.input('input', [size, size, 3])
  x = build.conv2d('conv', x, { filters: 8, kernelSize: [3, 3], ...same })
  x = build.batchNormalization('conv_bn', x, norm)
  const identity = build.activation('conv_act', x, 'elu')
  x = build.separableConv2d('separable', identity, { filters: 8, kernelSize: [3, 3], ...same })
  x = build.batchNormalization('separable_bn', x, norm)
  x = build.add('add', [x, identity])
  x = build.activation('separable_act', x, 'elu')
  x = build.depthwiseConv2d('depthwise', x, { kernelSize: [3, 3], strides: [2, 2], padding: 'same', useBias: true })
  x = build.activation('depthwise_act', x, 'elu')
  x = build.conv2d('pointwise', x, { filters: 16, kernelSize: [1, 1], ...same })
  x = build.batchNormalization('pointwise_bn', x, norm)
  x = build.activation('pointwise_act', x, 'elu')
  x = build.globalAveragePooling2d('avg_pool', x)
  x = build.dense('predictions', x, { units: classes, useBias: true, activation: 'softmax' })
  return build.finish([x], XCEPTION_PREPROCESSING)
}
