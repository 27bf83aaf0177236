import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import { layoutGraph } from '../../../../shared/diagram/layout-graph.ts'
import { isComputable, isLayerGraph, type AnyGraph } from '../../../../shared/graph/any-graph.ts'
import { countKnown } from '../../../../shared/graph/count-known.ts'
import { ledgerOf } from '../../../../shared/graph/ledger.ts'
import { expectAnswersOf } from '../../../parity/import-jobs.ts'
import { countedModels, expectCounts, openedConfig } from './shared-layers.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures')
const folder = mkdtempSync(join(tmpdir(), 'xw-shared-layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const COMPUTED = ['reused_relu', 'two_by_two', 'weightless_twice', 'one_used', 'tied', 'named', 'deeper_twice']

// Written once by these versions with `test/parity/python/write_shared_layers.py`; the newest Keras writes anew in parity.
describe.each(['keras-3.15.1', 'tf-keras-2.21.0'])('%s', (writer) => {
  const models = countedModels(join(fixtures, `configs/shared-layers-${writer}.json.gz`))
  const open = (name: string) => openedConfig(folder, models[name]?.config)

  test.each(Object.keys(models))('%s is drawn call by call and counted as Keras counts it', async (name) => {
    const model = models[name]
    if (!model) throw new Error(name)
    const graph = await open(name)
    expectCounts(graph, model)
    expect(layoutGraph(graph).boxes.length).toBeGreaterThan(1)
    expect(isComputable(graph)).toBe(COMPUTED.includes(name))
  })

  test('a later call names whose weights it uses, has no parameters and its own multiply-adds', async () => {
    const graph = await open('shared_convolution')
    const cost = countKnown(graph)
    const [first, ...later] = cost.layers.filter(({ kind }) => kind === 'separableConv2d')
    expect(later.map(({ name, weightsOf }) => [name, weightsOf])).toEqual([
      ['separable_call2', 'separable'],
      ['separable_call3', 'separable'],
    ])
    for (const call of later) {
      expect(call).toMatchObject({ parameters: 0, trainableParameters: 0, macs: first?.macs })
      expect(call.parts.map(({ parameters }) => parameters)).toEqual([0, 0])
    }
    const { total, byKind } = ledgerOf(graph)
    expect(total).toMatchObject({
      shared: 2,
      uncounted: 0,
      own: { parameters: models['shared_convolution']?.parameters },
    })
    expect(byKind.find(({ id }) => id === 'pointwise')).toMatchObject({ shared: 2, layers: { length: 3 } })
    expect(isLayerGraph(graph)).toBe(false)
  })

  test('a call reads the call that it is given, not just the layer', async () => {
    const graph = await open('shared_convolution')
    expect(inputsOf(graph, 'sum')).toEqual(['separable', 'separable_call3'])
    expect(inputsOf(graph, 'sum1')).toEqual(['separable', 'separable_call2'])
    const twice = await open('deeper_twice')
    expect(inputsOf(twice, 'plus_call2')).toEqual(['mix_relu_call4', 'plus'])
    expect(twice.outputs).toEqual(['plus_call2'])
  })

  test('inputs and outputs of a model inside go where their names say', async () => {
    const graph = await open('named')
    expect(inputsOf(graph, 'widen')).toEqual(['photo'])
    expect(inputsOf(graph, 'narrow')).toEqual(['stem'])
    expect(inputsOf(graph, 'total')).toEqual(['widen', 'stem'])
    expect(inputsOf(graph, 'join')).toEqual(['total', 'narrow', 'stem'])
  })

  test('a layer whose outputs have several shapes has none that would be true of all', async () => {
    const { layers } = countKnown(await open('states'))
    expect(layers.find(({ name }) => name === 'lstm')?.outputShape).toBeNull()
    expect(layers.find(({ name }) => name === 'second')?.kind).toBe('unknown')
  })
})

describe('files of tf_keras', () => {
  const read = async (name: string) => {
    const path = join(fixtures, `models/tf-keras-2.21.0/${name}.h5`)
    const model = await readModel(path)
    if (!model.ok) throw new Error(JSON.stringify(model.error))
    expect(model.value.report).toMatchObject({ initial: [], unused: [] })
    await expectAnswersOf(model.value, path.replace('.h5', '.expected'))
    return model.value
  }

  test('what is called again without weights is computed', async () => {
    const { graph, report } = await read('reused_relu')
    expect(graph.nodes.map(({ name }) => name)).toContain('relu_call3')
    expect(report.notes.map(({ code }) => code)).not.toContain('weights-copied')
  })

  test('later calls of a layer with weights have copies of them, and the report says so', async () => {
    const { weights, report } = await read('tied')
    const copied = report.notes.filter(({ code }) => code === 'weights-copied')
    expect(copied.map(({ subject, detail }) => [subject, detail])).toEqual([
      ['conv_call2', 'conv'],
      ['norm_call2', 'norm'],
      ['separable_call2', 'separable'],
    ])
    expect(weights.get('conv_call2/kernel')).toEqual(weights.get('conv/kernel'))
    expect(weights.get('conv_call2/kernel')).not.toBe(weights.get('conv/kernel'))
    expect(report.matched.map(({ weight }) => weight)).not.toContain('conv_call2/kernel')
  })
})

describe("calls that cannot have one layer's weights", () => {
  const layer = (className: string, name: string, calls: readonly (readonly [string, number])[], config: object) => ({
    ...{ class_name: className, name, config: { name, ...config } },
    inbound_nodes: calls.map(([from, call]) => [[from, call, 0, {}]]),
  })
  const input = layer('InputLayer', 'in', [], { batch_shape: [null, 20, 20, 3] })
  async function refusal(layers: readonly unknown[], end: readonly [string, number, number]): Promise<string> {
    const config = { name: 'm', layers: [input, ...layers], input_layers: [['in', 0, 0]], output_layers: [end] }
    const path = join(folder, 'model.json')
    writeFileSync(path, JSON.stringify({ modelTopology: { class_name: 'Functional', config }, weightsManifest: [] }))
    const read = await readModel(path)
    if (read.ok) throw new Error('it was read')
    return JSON.stringify(read.error)
  }

  test('a large one again and again, before it is copied', async () => {
    const calls = Array.from(
      { length: 200 },
      (_, index) => [index === 0 ? 'flat' : 'wide', Math.max(0, index - 1)] as const,
    )
    const layers = [layer('Flatten', 'flat', [['in', 0]], {}), layer('Dense', 'wide', calls, { units: 1200 })]
    expect(await refusal(layers, ['wide', 199, 0])).toContain('(Dense) is called so often')
  })

  test('one for maps of two depths', async () => {
    const calls = [['in', 0] as const, ['mix', 0] as const]
    const layers = [layer('Conv2D', 'mix', calls, { filters: 4, kernel_size: [3, 3] })]
    expect(await refusal(layers, ['mix', 1, 0])).toContain('(Conv2D) is called for inputs of different shapes')
  })
})

const inputsOf = (graph: AnyGraph, name: string) => graph.nodes.find((node) => node.name === name)?.inputs
