import type { ModelFile } from '../../../../main/engine/formats/model-file.ts'
import { createGraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING } from '../../../../shared/graph/layer-graph.ts'
import { wideWeights, weightData } from '../../../parity/fixtures.ts'

export interface Hard {
  /** Keras 2 and tfjs have no words for it. */
  readonly localResponse: boolean
  /** Pools padded alike on both sides, for which Keras has no words. */
  readonly symmetric: boolean
}

/** A network of every layer kind, with sides that no stride divides. */
export function everyKind({ localResponse, symmetric }: Hard): ModelFile {
  const build = createGraphBuilder('every-kind')
  const norm = { momentum: 0.9, epsilon: 1e-3 }
  const window = { kernelSize: [3, 3], strides: [2, 2], padding: 'same', useBias: true } as const
  let x = build.input('images', [33, 33, 3])
  x = build.conv2d('conv', x, { filters: 12, ...window, useBias: false })
  x = build.batchNormalization('norm', x, norm)
  x = build.activation('relu', x, 'relu')
  if (localResponse) {
    x = build.localResponseNormalization('local', x, { depthRadius: 2, bias: 1, alpha: 0.1, beta: 0.75 })
  }
  const left = build.slice('left', x, 0, 5)
  const right = build.slice('right', x, 5, 7)
  const spatial = build.depthwiseConv2d('spatial', left, { ...window, strides: [1, 1], kernelSize: [1, 3] })
  x = build.concatenate('joined', [spatial, build.activation('elu', right, 'elu'), left])
  const scaled = build.separableConv2d('separable', x, { filters: 17, ...window, strides: [1, 1] })
  x = build.scaledAdd('scaled', [x, scaled], 0.3)
  x = build.averagePooling2d('average', x, { poolSize: [3, 3], strides: [2, 2], padding: 'same' })
  x = build.batchNormalization('norm2', x, { ...norm, scale: false })
  const pooled = build.maxPooling2d('max', x, { poolSize: [3, 2], strides: [1, 1], padding: 'same' })
  x = build.add('sum', [x, pooled])
  x = build.averagePooling2d('smaller', x, { poolSize: [2, 2], strides: [1, 1], padding: 'valid' })
  const padding = symmetric ? 'symmetric' : 'same'
  x = build.maxPooling2d('max2', x, { poolSize: [3, 3], strides: [2, 2], padding })
  x = build.flatten('flat', x)
  x = build.dense('hidden', x, { units: 11, useBias: true, activation: 'elu' })
  x = build.dropout('drop', x, 0.5)
  x = build.dense('logits', x, { units: 4, useBias: false, activation: 'linear' })
  x = build.activation('probabilities', x, 'softmax')
  const graph = build.finish([x], XCEPTION_PREPROCESSING)
  const weights = weightData(wideWeights(graph, 3))
  // So that no class takes all.
  weights.get('logits/kernel')?.forEach((value, index, values) => (values[index] = 0.1 * value))
  return { graph, weights, labels: ['one', 'two', 'three', 'four'] }
}
