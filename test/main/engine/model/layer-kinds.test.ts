import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { foldBatchNorm } from '../../../../main/engine/model/fold-batch-norm.ts'
import { forward } from '../../../../main/engine/model/forward.ts'
import { createModel } from '../../../../main/engine/model/model.ts'
import { createGraphBuilder, type GraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { inferShapes } from '../../../../shared/graph/infer-shapes.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { numericGradients, relativeL2, tapeGradients, uniform, worstDistance } from '../backend/gradient-check.ts'

const SHAPE = [5, 4, 6] as const

function graphOf(add: (build: GraphBuilder, x: string) => string): LayerGraph {
  const build = createGraphBuilder('kinds')
  const output = add(build, build.input('input', SHAPE))
  return build.finish([output], XCEPTION_PREPROCESSING)
}

const run = (graph: LayerGraph, input: Tensor) =>
  forward({ graph, weights: new Map(), training: null }, input as Tensor4D) as Tensor

const POOL = { poolSize: [3, 3], strides: [2, 2] } as const
const LOCAL = { depthRadius: 2, bias: 1, alpha: 0.5, beta: 0.75 }
const KINDS: Readonly<Record<string, LayerGraph>> = {
  'average pooling, SAME': graphOf((build, x) => build.averagePooling2d('y', x, { ...POOL, padding: 'same' })),
  'average pooling, VALID': graphOf((build, x) => build.averagePooling2d('y', x, { ...POOL, padding: 'valid' })),
  concatenate: graphOf((build, x) => build.concatenate('y', [x, build.activation('a', x, 'elu'), x])),
  slice: graphOf((build, x) => build.slice('y', x, 1, 3)),
  'scaled add': graphOf((build, x) => build.scaledAdd('y', [x, build.activation('a', x, 'elu')], 0.17)),
  flatten: graphOf((build, x) => build.flatten('y', x)),
  'local response normalisation': graphOf((build, x) => build.localResponseNormalization('y', x, LOCAL)),
}

describe.each(Object.entries(KINDS))('%s', (_, graph) => {
  const input = uniform([2, ...SHAPE], 3)

  it('has the shape that shape inference says', () => {
    const shape = tf.tidy(() => run(graph, input).shape)
    expect(shape).toEqual([2, ...(inferShapes(graph).get('y') ?? [])])
  })

  it("has tfjs' gradient where differences have it", () => {
    const work = (x: Tensor) => run(graph, x)
    expect(worstDistance(tapeGradients(work, [input]), numericGradients(work, [input]))).toBeLessThan(1e-4)
  })
})

/** `values[pixel, channel]` of the first image. */
function valuesOf(tensor: Tensor): (row: number, column: number, channel: number) => number {
  const [, , width = 0, channels = 0] = tensor.shape
  const data = tensor.dataSync()
  return (row, column, channel) => data[(row * width + column) * channels + channel] ?? NaN
}

describe('by hand', () => {
  const input = uniform([1, ...SHAPE], 8)
  const x = valuesOf(input)
  const output = (kind: string) => valuesOf(run(KINDS[kind] as LayerGraph, input))

  it('SAME average pooling leaves its padding out of the mean', () => {
    // 5 rows at stride 2: one row of padding above. 4 columns: none on the left.
    const corner = [0, 1].flatMap((row) => [0, 1, 2].map((column) => x(row, column, 4)))
    expect(output('average pooling, SAME')(0, 0, 4)).toBeCloseTo(corner.reduce((a, b) => a + b) / 6, 6)
  })

  it('local response normalisation divides by a power of the neighbours', () => {
    const squares = (channels: readonly number[]) => channels.reduce((sum, channel) => sum + x(2, 1, channel) ** 2, 0)
    const normalized = output('local response normalisation')
    expect(normalized(2, 1, 3)).toBeCloseTo(x(2, 1, 3) / (1 + 0.5 * squares([1, 2, 3, 4, 5])) ** 0.75, 6)
    expect(normalized(2, 1, 0)).toBeCloseTo(x(2, 1, 0) / (1 + 0.5 * squares([0, 1, 2])) ** 0.75, 6)
  })

  it('slices and concatenates channels in order', () => {
    expect(output('slice')(3, 2, 0)).toBe(x(3, 2, 1))
    expect(output('concatenate')(3, 2, 12 + 5)).toBe(x(3, 2, 5))
  })

  it('scales the second of two maps', () => {
    const elu = (value: number) => (value < 0 ? Math.expm1(value) : value)
    expect(output('scaled add')(4, 3, 2)).toBeCloseTo(x(4, 3, 2) + 0.17 * elu(x(4, 3, 2)), 6)
  })
})

describe('batch norm without gamma', () => {
  const graph = graphOf((build, x) => {
    const window = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: false } as const
    const y = build.conv2d('conv', x, { filters: 8, ...window })
    return build.batchNormalization('bn', y, { momentum: 0.9, epsilon: 1e-3, scale: false })
  })

  it('has three weights, and folds into the convolution', () => {
    const model = createModel(graph, 3)
    expect([...model.weights.keys()]).toEqual(['conv/kernel', 'bn/beta', 'bn/moving_mean', 'bn/moving_variance'])
    const input = uniform([2, ...SHAPE], 5) as Tensor4D
    for (const key of ['bn/beta', 'bn/moving_mean']) model.weights.get(key)?.assign(uniform([8], key.length))
    model.weights.get('bn/moving_variance')?.assign(tf.abs(uniform([8], 4)))
    const [plain, folded] = [model, foldBatchNorm(model)].map((each) =>
      forward({ ...each, training: null }, input).dataSync(),
    )
    expect(relativeL2(folded ?? [], plain ?? [])).toBeLessThan(1e-6)
    model.dispose()
  })
})
