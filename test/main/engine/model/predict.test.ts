import type { Tensor4D } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { pixelTensor, preprocess } from '../../../../main/engine/backend/input-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { foldBatchNorm } from '../../../../main/engine/model/fold-batch-norm.ts'
import { forward } from '../../../../main/engine/model/forward.ts'
import { createModelFrom, type Model } from '../../../../main/engine/model/model.ts'
import { predict } from '../../../../main/engine/model/predict.ts'
import { createGraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { weightSpecs, type WeightSpec } from '../../../../shared/graph/weight-specs.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { leftBehind, relativeL2, uniform } from '../backend/gradient-check.ts'
import { smallModel, VARIANTS } from '../formats/models.ts'

function open(graph: LayerGraph, weights: ReadonlyMap<string, Float32Array>): Model {
  const model = createModelFrom(graph, weights)
  if (!model.ok) throw new Error(JSON.stringify(model.error))
  return model.value
}

function randomPixels(length: number): Uint8Array {
  const random = createRandom(8)
  return Uint8Array.from({ length }, () => random.below(256))
}

/** Probabilities by the plain path: every batch norm in its place. */
function unfolded(model: Model, pixels: Uint8Array, count: number): Float32Array {
  return tf.tidy(() => {
    const input = preprocess(pixelTensor(pixels, count, model.graph.inputShape[0] ?? 0), XCEPTION_PREPROCESSING)
    const logits = forward({ graph: model.graph, weights: model.weights, training: null }, input as Tensor4D)
    return tf.softmax(logits).dataSync<'float32'>().slice() as Float32Array
  })
}

const furthest = (a: Float32Array, b: Float32Array) =>
  b.reduce((top, value, index) => Math.max(top, Math.abs(value - (a[index] ?? NaN))), 0)

describe.each(Object.entries(VARIANTS))('predict, %s', (_, options) => {
  it('gives the probabilities of the unfolded network', () => {
    const { graph, weights } = smallModel(options)
    const model = open(graph, weights)
    const size = graph.inputShape[0] ?? 0
    const pixels = randomPixels(3 * size * size * 3)
    const received = predict(model, pixels, 3)
    const expected = unfolded(model, pixels, 3)
    expect(received).toHaveLength(3 * 5)
    expect(furthest(received, expected)).toBeLessThan(1e-5)
    // Probabilities that are all alike would agree whatever the folding did.
    expect(furthest(expected, new Float32Array(15).fill(0.2))).toBeGreaterThan(0.02)
    model.dispose()
  })
})

describe('predict', () => {
  const { graph, weights } = smallModel({ middle: 0 })

  it('takes more images than it runs at once, in order, and none', () => {
    const model = open(graph, weights)
    const bytes = 32 * 32 * 3
    const pixels = randomPixels(70 * bytes)
    const together = predict(model, pixels, 70)
    for (const index of [0, 31, 32, 63, 64, 69]) {
      const alone = predict(model, pixels.subarray(index * bytes, (index + 1) * bytes), 1)
      expect(furthest(together.subarray(index * 5, index * 5 + 5), alone)).toBeLessThan(1e-6)
    }
    expect(predict(model, new Uint8Array(0), 0)).toHaveLength(0)
    model.dispose()
  })

  it('sees weights as they are now, not as they were at an earlier call', () => {
    const model = open(graph, weights)
    const pixels = randomPixels(32 * 32 * 3)
    const before = predict(model, pixels, 1)
    const gamma = model.weights.get('block2_sepconv1_bn/gamma')
    tf.tidy(() => gamma?.assign(tf.mul(gamma, 1.5)))
    const after = predict(model, pixels, 1)
    expect(furthest(after, before)).toBeGreaterThan(1e-4)
    expect(furthest(after, unfolded(model, pixels, 1))).toBeLessThan(1e-5)
    model.dispose()
  })

  it('leaves no tensors behind', () => {
    const model = open(graph, weights)
    const pixels = randomPixels(2 * 32 * 32 * 3)
    expect(leftBehind(() => predict(model, pixels, 2))).toEqual({ tfjs: 0, native: 0 })
    model.dispose()
  })
})

/** Values of their own for every weight; variances are positive. */
function unevenWeights(graph: LayerGraph): ReadonlyMap<string, Float32Array> {
  const values = ({ shape, weight }: WeightSpec, index: number) => {
    const drawn = uniform(shape, index).dataSync<'float32'>() as Float32Array
    return weight === 'moving_variance' ? drawn.map(Math.abs) : drawn.slice()
  }
  return new Map(weightSpecs(graph).map((spec, index) => [spec.key, values(spec, index)]))
}

describe('foldBatchNorm', () => {
  const NORM = { momentum: 0.9, epsilon: 1e-3 }
  const SPATIAL = { kernelSize: [3, 3], strides: [1, 1], padding: 'same' } as const

  /** Norms to fold after each kind of convolution, with biases; and three that must stay. */
  function everyCase(): LayerGraph {
    const build = createGraphBuilder('cases')
    build.block('')
    const input = build.input('input', [6, 6, 3])
    const norm = (name: string, x: string) => build.batchNormalization(`${name}_bn`, x, NORM)
    let x = norm('first', input)
    x = norm('conv', build.conv2d('conv', x, { filters: 4, ...SPATIAL, useBias: true }))
    x = norm('depthwise', build.depthwiseConv2d('depthwise', x, { ...SPATIAL, useBias: true }))
    x = norm('separable', build.separableConv2d('separable', x, { filters: 5, ...SPATIAL, useBias: true }))
    const shared = build.conv2d('shared', x, { filters: 5, ...SPATIAL, useBias: false })
    x = build.add('sum', [norm('shared', shared), shared])
    x = norm('pooled', build.maxPooling2d('pool', x, { poolSize: [2, 2], strides: [2, 2], padding: 'same' }))
    x = norm('last', build.conv2d('last', x, { filters: 2, ...SPATIAL, useBias: false }))
    return build.finish([x], XCEPTION_PREPROCESSING)
  }

  const graph = everyCase()
  const model = open(graph, unevenWeights(graph))
  const folded = () => foldBatchNorm(model)

  it('folds a norm that alone reads a convolution, and leaves the others', () => {
    const names = tf.tidy(() => folded().graph.nodes.map((node) => node.name))
    expect(names.filter((name) => name.endsWith('_bn'))).toEqual(['first_bn', 'shared_bn', 'pooled_bn'])
  })

  it('is the same function', () => {
    const input = uniform([2, 6, 6, 3], 4) as Tensor4D
    const run = (what: Pick<Model, 'graph'> & { weights: ReadonlyMap<string, unknown> }) =>
      tf.tidy(() => forward({ ...(what as Model), training: null }, input).dataSync())
    const received = tf.tidy(() => run(folded()))
    expect(relativeL2(received, run(model))).toBeLessThan(1e-5)
  })
})
