import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import type { BatchStatistics } from '../../../../main/engine/backend/batch-norm-ops.ts'
import { forward, type TrainingMode } from '../../../../main/engine/model/forward.ts'
import { createModel, createModelFrom, type Model } from '../../../../main/engine/model/model.ts'
import { createGraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { inferShapes } from '../../../../shared/graph/infer-shapes.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { leftBehind, relativeL2, uniform } from '../backend/gradient-check.ts'
import { smallModel, VARIANTS } from '../formats/models.ts'

function open(graph: LayerGraph, weights?: ReadonlyMap<string, Float32Array>): Model {
  if (!weights) return createModel(graph, 5)
  const model = createModelFrom(graph, weights)
  if (!model.ok) throw new Error(JSON.stringify(model.error))
  return model.value
}

const infer = (model: Model, input: Tensor, graph = model.graph) =>
  forward({ graph, weights: model.weights, training: null }, input as Tensor4D)

/** The graph up to one of its nodes. */
function upTo(graph: LayerGraph, name: string): LayerGraph {
  const end = graph.nodes.findIndex((node) => node.name === name) + 1
  return { ...graph, nodes: graph.nodes.slice(0, end), outputs: [name] }
}

describe.each(Object.entries(VARIANTS))('forward, %s', (_, options) => {
  const { graph, weights } = smallModel({ ...options, middle: Math.min(1, options.middle ?? 1) })

  it('gives every layer the shape that shape inference says', () => {
    const model = open(graph, weights)
    const input = uniform([2, ...graph.inputShape], 1)
    for (const [name, shape] of inferShapes(graph)) {
      const output = tf.tidy(() => infer(model, input, upTo(graph, name)).shape)
      expect(output, name).toEqual([2, ...shape])
    }
    model.dispose()
  })

  it('leaves no tensors behind, at inference and in training', () => {
    const model = open(graph, weights)
    const input = uniform([2, ...graph.inputShape], 1)
    const run = () =>
      tf.tidy(() => {
        infer(model, input).dataSync()
        const seed = tf.tensor1d([1, 2], 'int32')
        const training = { frozen: new Set<string>(), dropoutSeed: seed, onStatistics: dropStatistics }
        forward({ graph, weights: model.weights, training }, input as Tensor4D).dataSync()
      })
    expect(leftBehind(run)).toEqual({ tfjs: 0, native: 0 })
    model.dispose()
  })
})

function dropStatistics(_: string, { mean, variance }: BatchStatistics): void {
  tf.dispose([mean, variance])
}

const SPATIAL = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: true } as const
const POINTWISE = { kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: true } as const

/** Input, some layers and nothing else. */
function tiny(add: (build: ReturnType<typeof createGraphBuilder>, input: string) => string): LayerGraph {
  const build = createGraphBuilder('tiny')
  build.block('')
  const output = add(build, build.input('input', [6, 5, 3]))
  return build.finish([output], XCEPTION_PREPROCESSING)
}

const values = (shape: readonly number[], seed: number) => uniform(shape, seed).dataSync<'float32'>() as Float32Array

describe('the halves of a separable convolution', () => {
  const depthwise = values([3, 3, 3, 1], 11)
  const pointwise = values([1, 1, 3, 4], 12)
  const bias = values([4], 13)
  const none = new Float32Array(3)
  const input = uniform([2, 6, 5, 3], 14)

  const whole = tiny((build, x) => build.separableConv2d('s', x, { filters: 4, ...SPATIAL }))
  const split = tiny((build, x) =>
    build.conv2d('p', build.depthwiseConv2d('d', x, SPATIAL), { filters: 4, ...POINTWISE }),
  )
  const reversed = tiny((build, x) =>
    build.depthwiseConv2d('d', build.conv2d('p', x, { filters: 4, ...POINTWISE }), SPATIAL),
  )

  const run = (graph: LayerGraph, weights: Record<string, Float32Array>) => {
    const model = open(graph, new Map(Object.entries(weights)))
    const output = tf.tidy(() => infer(model, input).dataSync())
    model.dispose()
    return output
  }

  it('drawn as one node or as two give the same', () => {
    const one = run(whole, { 's/depthwise_kernel': depthwise, 's/pointwise_kernel': pointwise, 's/bias': bias })
    const two = run(split, { 'd/kernel': depthwise, 'd/bias': none, 'p/kernel': pointwise, 'p/bias': bias })
    expect(two).toEqual(one)
  })

  it('pointwise first are the pointwise, then the depthwise convolution', () => {
    const wide = values([3, 3, 4, 1], 15)
    const after = values([4], 16)
    const ours = run(reversed, { 'p/kernel': pointwise, 'p/bias': bias, 'd/kernel': wide, 'd/bias': after })
    const stock = tf.tidy(() => {
      const mixed = tf.add(tf.conv2d(input as Tensor4D, tf.tensor4d(pointwise, [1, 1, 3, 4]), 1, 'same'), bias)
      return tf.add(tf.depthwiseConv2d(mixed as Tensor4D, tf.tensor4d(wide, [3, 3, 4, 1]), 1, 'same'), after).dataSync()
    })
    expect(relativeL2(ours, stock)).toBeLessThan(1e-6)
  })

  it('commute where the depthwise kernel is the same for every channel', () => {
    const one = values([3, 3, 1, 1], 17)
    const same = (channels: number) =>
      Float32Array.from({ length: 9 * channels }, (_, i) => one[Math.floor(i / channels)] ?? NaN)
    const flat = new Float32Array(4)
    const first = run(reversed, { 'p/kernel': pointwise, 'p/bias': flat, 'd/kernel': same(4), 'd/bias': flat })
    const last = run(split, { 'd/kernel': same(3), 'd/bias': none, 'p/kernel': pointwise, 'p/bias': flat })
    expect(relativeL2(first, last)).toBeLessThan(1e-6)
  })
})

describe('training mode', () => {
  const graph = tiny((build, x) => {
    const norm = { momentum: 0.9, epsilon: 1e-3 }
    const y = build.batchNormalization('b', build.batchNormalization('a', x, norm), norm)
    return build.dense('out', build.dropout('drop', build.globalAveragePooling2d('pool', y), 0.5), {
      units: 2,
      useBias: true,
      activation: 'softmax',
    })
  })
  const input = uniform([3, 6, 5, 3], 1)

  function train(model: Model, frozen: readonly string[], seed = 1) {
    const layers: string[] = []
    const output = tf.tidy(() => {
      const onStatistics: TrainingMode['onStatistics'] = (layer, { mean, variance }) => {
        layers.push(layer)
        tf.dispose([mean, variance])
      }
      const dropoutSeed = tf.tensor1d([1, seed], 'int32') as Tensor1D
      const training = { frozen: new Set(frozen), dropoutSeed, onStatistics }
      return forward({ graph, weights: model.weights, training }, input as Tensor4D)
        .dataSync<'float32'>()
        .slice()
    })
    return { layers, output }
  }

  it('normalises by the batch, and by moving statistics in a frozen layer', () => {
    const model = open(graph)
    expect(train(model, ['drop']).layers).toEqual(['a', 'b'])
    expect(train(model, ['a', 'drop']).layers).toEqual(['b'])
    const inference = tf.tidy(() => infer(model, input).dataSync<'float32'>().slice())
    const frozen = train(model, ['a', 'b', 'drop'])
    expect(frozen.layers).toEqual([])
    expect(frozen.output).toEqual(inference)
    expect(train(model, ['drop']).output).not.toEqual(inference)
    model.dispose()
  })

  it('drops by the seed alone', () => {
    const model = open(graph)
    expect(train(model, [], 3).output).toEqual(train(model, [], 3).output)
    const draws = [1, 2, 3, 4].map((seed) => train(model, [], seed).output.join())
    expect(new Set(draws).size).toBeGreaterThan(1)
    model.dispose()
  })
})
