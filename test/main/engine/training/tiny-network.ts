import type { Batch } from '../../../../main/engine/dataset/batches.ts'
import { createModel, type Model } from '../../../../main/engine/model/model.ts'
import { createGraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { createRandom } from '../../../../shared/training/random.ts'

export interface TinyOptions {
  readonly classes?: number
  readonly dropout?: number
}

/** A network with a layer of nearly every kind, at a size at which a step takes milliseconds. */
export function tinyGraph({ classes = 6, dropout = 0 }: TinyOptions = {}): LayerGraph {
  const build = createGraphBuilder('tiny')
  const norm = { momentum: 0.9, epsilon: 1e-3 }
  const spatial = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: false } as const
  build.block('')
  let x = build.input('input', [12, 12, 3])
  x = build.conv2d('conv', x, { filters: 8, ...spatial, strides: [2, 2] })
  x = build.activation('relu', build.batchNormalization('conv_bn', x, norm), 'relu')
  const shortcut = build.conv2d('shortcut', x, { ...spatial, filters: 8, kernelSize: [1, 1], strides: [2, 2] })
  x = build.separableConv2d('sepconv', x, { filters: 8, ...spatial })
  x = build.batchNormalization('sepconv_bn', x, norm)
  x = build.maxPooling2d('pool', x, { poolSize: [3, 3], strides: [2, 2], padding: 'same' })
  x = build.activation('elu', build.add('add', [x, shortcut]), 'elu')
  x = build.depthwiseConv2d('depthwise', x, { ...spatial, useBias: true })
  x = build.globalAveragePooling2d('mean', x)
  x = build.dense('hidden', x, { units: 8, useBias: true, activation: 'relu' })
  if (dropout > 0) x = build.dropout('dropout', x, dropout)
  x = build.dense('predictions', x, { units: classes, useBias: true, activation: 'softmax' })
  return build.finish([x], XCEPTION_PREPROCESSING)
}

export function tinyModel(options: TinyOptions = {}, seed = 4): Model {
  return createModel(tinyGraph(options), seed)
}

/** Noise in which each class has a brightness of its own. */
export function tinyBatch(count: number, seed: number, classes = 6): Batch {
  const random = createRandom(seed)
  const labels = Int32Array.from({ length: count }, () => random.below(classes))
  const bytes = 12 * 12 * 3
  const brightness = (index: number) => ((labels[Math.floor(index / bytes)] ?? 0) * 150) / classes
  const pixels = Uint8Array.from({ length: count * bytes }, (_, index) => brightness(index) + random.below(100))
  return { pixels, labels, count, indices: Int32Array.from(labels.keys()) }
}
