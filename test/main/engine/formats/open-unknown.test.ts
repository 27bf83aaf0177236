import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openGraph } from '../../../../main/engine/formats/open-graph.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import { anyGraphSchema } from '../../../../shared/graph/graph-schema.ts'
import { isLayerGraph, type AnyGraph, type UnknownNode } from '../../../../shared/graph/any-graph.ts'
import { layoutGraph } from '../../../../shared/diagram/layout-graph.ts'
import { countKnown, isUncounted } from '../../../../shared/graph/count-known.ts'

const folder = mkdtempSync(join(tmpdir(), 'xw-open-unknown-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Config = Record<string, unknown>
/** A layer in Keras 2's dialect, which says no shapes but the input's. */
const layer = (className: string, name: string, from: string | null, config: Config = {}) => ({
  class_name: className,
  name,
  config: { name, ...config },
  inbound_nodes: from === null ? [] : [[[from, 0, 0, {}]]],
})
const input = layer('InputLayer', 'in', null, { batch_shape: [null, 32, 32, 3] })
const conv = (name: string, from: string, more: Config = {}) =>
  layer('Conv2D', name, from, { filters: 4, kernel_size: [3, 3], padding: 'same', ...more })

const model = (layers: readonly unknown[], output: string) => ({
  class_name: 'Functional',
  config: { name: 'm', layers, input_layers: [['in', 0, 0]], output_layers: [[output, 0, 0]] },
})

function write(content: unknown): string {
  const path = join(folder, 'model.json')
  writeFileSync(path, JSON.stringify(content))
  return path
}

async function opened(content: unknown): Promise<AnyGraph> {
  const graph = await openGraph(write(content))
  if (!graph.ok) throw new Error(JSON.stringify(graph.error))
  return anyGraphSchema.parse(graph.value)
}

function unknown(graph: AnyGraph, name: string): UnknownNode {
  const node = graph.nodes.find((each) => each.name === name)
  if (node?.kind !== 'unknown') throw new Error(`${name} is ${node?.kind}`)
  return node
}
const shapeOf = (graph: AnyGraph, name: string) =>
  countKnown(graph).layers.find((each) => each.name === name)?.outputShape

describe('a model with several inputs and outputs', () => {
  const other = layer('InputLayer', 'in_2', null, { batch_shape: [null, 32, 32, 3] })
  const layers = [input, other, conv('a', 'in'), conv('b', 'in_2'), conv('c', 'b')]
  const both = {
    class_name: 'Add',
    name: 'sum',
    config: { name: 'sum' },
    inbound_nodes: [
      [
        ['a', 0, 0, {}],
        ['b', 0, 0, {}],
      ],
    ],
  }
  const ends = (input_layers: unknown, output_layers: unknown) => ({
    class_name: 'Functional',
    config: { name: 'm', layers: [...layers, both], input_layers, output_layers },
  })
  const inputs = [
    ['in', 0, 0],
    ['in_2', 0, 0],
  ]
  const outputs = [
    ['sum', 0, 0],
    ['c', 0, 0],
  ]

  test.each([
    ['in lists', ends(inputs, outputs)],
    ['by names', ends({ left: inputs[0], right: inputs[1] }, { total: outputs[0], rest: outputs[1] })],
  ])('is drawn with all of them: %s', async (_, content) => {
    const graph = await opened(content)
    expect(graph.outputs.toSorted()).toEqual(['c', 'sum'])
    expect(graph.nodes.filter(({ kind }) => kind === 'input').map(({ name }) => name)).toEqual(['in', 'in_2'])
    expect(shapeOf(graph, 'sum')).toEqual([32, 32, 4])
    expect(layoutGraph(graph).boxes.length).toBeGreaterThan(4)
  })

  test('and read by nothing that computes', async () => {
    expect(await readModel(write(ends(inputs, outputs)))).toMatchObject({ ok: false })
  })

  test('names an end that is not there', async () => {
    expect(await openGraph(write(ends(inputs, [['nowhere', 0, 0]])))).toMatchObject({
      error: { code: 'model-invalid', data: { detail: expect.stringContaining('nowhere') as string } },
    })
  })
})

describe('a layer of a class that is not known', () => {
  const sorcery = model(
    [input, layer('Sorcery', 'magic', 'in', { spell: 'abra', depth: { a: 1 } }), conv('c', 'magic')],
    'c',
  )

  test('is drawn by its class, with its plain attributes', async () => {
    const graph = await opened(sorcery)
    expect(isLayerGraph(graph)).toBe(false)
    expect(unknown(graph, 'magic').attributes).toMatchObject({ className: 'Sorcery', config: [['spell', 'abra']] })
    expect(graph.nodes.find(({ name }) => name === 'c')?.kind).toBe('conv2d')
  })

  test('has no shape where nothing says it, and neither has what depends on it; the sums are without them', async () => {
    const graph = await opened(sorcery)
    expect(shapeOf(graph, 'magic')).toBeNull()
    expect(shapeOf(graph, 'c')).toBeNull()
    const cost = countKnown(graph)
    expect(cost.layers.filter(isUncounted).map(({ name }) => name)).toEqual(['magic', 'c'])
    expect(cost.totalParameters).toBe(0)
  })

  test('is read by nothing that computes', async () => {
    expect(await readModel(write(sorcery))).toMatchObject({ ok: false })
  })

  test('has the shape that Keras 3 writes beside what reads it', async () => {
    const tensor = {
      class_name: '__keras_tensor__',
      config: { shape: [null, 16, 16, 5], dtype: 'float32', keras_history: ['magic', 0, 0] },
    }
    const reader = { ...conv('c', ''), inbound_nodes: [{ args: [tensor], kwargs: {} }] }
    const graph = await opened(model([input, layer('Sorcery', 'magic', 'in'), reader], 'c'))
    expect(shapeOf(graph, 'magic')).toEqual([16, 16, 5])
    expect(shapeOf(graph, 'c')).toEqual([16, 16, 4])
    expect(countKnown(graph).layers.at(-1)?.parameters).toBe(3 * 3 * 5 * 4 + 4)
  })

  test("has the parameters that tfjs' manifest lists", async () => {
    const weights = [
      { name: 'magic/wand', shape: [3, 5], dtype: 'float32' },
      { name: 'magic/hat', shape: [5], dtype: 'int32' },
    ]
    const file = { modelTopology: { model_config: sorcery }, weightsManifest: [{ paths: ['absent.bin'], weights }] }
    expect(unknown(await opened(file), 'magic').attributes.parameters).toBe(20)
  })

  test('holds code, which is only named', async () => {
    const lambda = layer('Lambda', 'last', 'in', { function: ['4wEAAAA=', null, null], function_type: 'lambda' })
    const { attributes } = unknown(await opened(model([input, lambda], 'last')), 'last')
    expect(attributes).toMatchObject({ className: 'Lambda', outputShape: null })
  })

  test('reads several inputs, given by place or by name', async () => {
    const attention = {
      ...layer('MultiHeadAttention', 'mha', 'in', { num_heads: 2 }),
      inbound_nodes: [[['a', 0, 0, { value: ['b', 0, 0] }]]],
    }
    const graph = await opened(model([input, conv('a', 'in'), conv('b', 'in'), attention], 'mha'))
    expect(unknown(graph, 'mha').inputs).toEqual(['a', 'b'])
  })

  test('says at most 24 attributes of 80 letters', async () => {
    const config = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, 'x'.repeat(500)]))
    const { attributes } = unknown(await opened(model([input, layer('Sorcery', 'last', 'in', config)], 'last')), 'last')
    expect(attributes.config).toHaveLength(24)
    expect(attributes.config.every(([, value]) => value.length <= 80)).toBe(true)
  })
})

describe("Keras' own rules give shapes of what is not computed here", () => {
  test.each([
    ['Conv2DTranspose', { filters: 6, kernel_size: [3, 3], strides: [2, 2], padding: 'same' }, [64, 64, 6]],
    ['Conv2DTranspose', { filters: 6, kernel_size: [3, 3], strides: [2, 2], padding: 'valid' }, [65, 65, 6]],
    ['Conv2D', { filters: 6, kernel_size: [3, 3], dilation_rate: [2, 2] }, [28, 28, 6]],
    ['Conv2D', { filters: 6, kernel_size: 3, groups: 3, padding: 'same', strides: 2 }, [16, 16, 6]],
    ['DepthwiseConv2D', { kernel_size: [3, 3], depth_multiplier: 2, padding: 'same' }, [32, 32, 6]],
    ['LayerNormalization', { axis: -1 }, [32, 32, 3]],
    [
      'ZeroPadding2D',
      {
        padding: [
          [0, 1],
          [2, 3],
        ],
      },
      [33, 37, 3],
    ],
    [
      'Cropping2D',
      {
        cropping: [
          [1, 1],
          [2, 2],
        ],
      },
      [30, 28, 3],
    ],
    ['UpSampling2D', { size: [2, 3] }, [64, 96, 3]],
    ['GlobalMaxPooling2D', { keepdims: true }, [1, 1, 3]],
    ['Reshape', { target_shape: [-1, 6] }, [512, 6]],
    ['Dense', { units: 7 }, [32, 32, 7]],
    ['ReLU', { max_value: 6 }, [32, 32, 3]],
  ])('%s %j', async (className, config, expected) => {
    const graph = await opened(model([input, layer(className, 'last', 'in', config)], 'last'))
    expect(unknown(graph, 'last').attributes.outputShape).toEqual(expected)
  })

  test('the activation inside a convolution is a layer of its own where it is not known', async () => {
    const graph = await opened(model([input, conv('c', 'in', { activation: 'gelu' }), conv('last', 'c')], 'last'))
    expect(graph.nodes.map(({ kind, inputs }) => [kind, ...inputs])).toEqual([
      ['input'],
      ['conv2d', 'in'],
      ['unknown', 'c'],
      ['conv2d', 'c_activation'],
    ])
    expect(countKnown(graph).layers.filter(isUncounted)).toEqual([])
  })
})

describe('what is broken is refused beside unknown layers, too, and the layer is named', () => {
  const odd = layer('Sorcery', 'magic', 'in')
  test.each([
    ['attributes of the wrong type', conv('last', 'magic', { filters: 'many' })],
    ['an input that is not there', conv('last', 'ghost')],
    ['a cycle', conv('last', 'last')],
  ])('%s', async (_, broken) => {
    const graph = await openGraph(write(model([input, odd, broken], 'last')))
    expect(graph).toMatchObject({ ok: false, error: { code: 'model-invalid' } })
    expect(JSON.stringify(graph)).toContain('last')
  })

  test('lists a hundred thousand deep in a configuration', async () => {
    const deep = JSON.stringify(model([input, { ...odd, config: { name: 'magic', deep: 'HERE' } }], 'magic')).replace(
      '"HERE"',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    )
    const path = join(folder, 'deep.json')
    writeFileSync(path, deep)
    const startMs = performance.now()
    const graph = await openGraph(path)
    expect(performance.now() - startMs).toBeLessThan(1000)
    if (graph.ok) expect(unknown(graph.value, 'magic').attributes.config).toEqual([])
  })
})

test.each([
  ['a file', 'unknown-layers.keras'],
  ['an HDF5 file', 'unknown-layers.h5'],
])(
  '%s of Keras 3 says shapes and holds weights of all its layers, also inside of a cell or an attention',
  async (_, file) => {
    const graph = await openGraph(join(import.meta.dirname, '../../../fixtures/configs', file))
    if (!graph.ok) throw new Error(JSON.stringify(graph.error))
    const { layers, totalParameters } = countKnown(graph.value)
    // As Keras counts them and says them: write_configs.py prints both.
    expect(layers.map(({ name, parameters, outputShape }) => [name, parameters, outputShape?.join('x')])).toEqual([
      ['in', 0, '16x16x3'],
      ['c', 112, '14x14x4'],
      ['c_activation', 0, '14x14x4'],
      ['up', 185, '29x29x5'],
      ['ln', 10, '29x29x5'],
      ['seq', 0, '841x5'],
      ['mha', 189, '841x5'],
      ['lstm', 288, '6'],
      ['out', 21, '3'],
    ])
    expect(totalParameters).toBe(805)
  },
)
