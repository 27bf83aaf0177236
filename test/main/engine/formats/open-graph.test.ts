import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { keras3Config } from '../../../../main/engine/formats/keras/keras3-config.ts'
import { openGraph } from '../../../../main/engine/formats/open-graph.ts'
import { isLayerGraph } from '../../../../shared/graph/any-graph.ts'
import { countCost } from '../../../../shared/graph/count-cost.ts'
import { xception } from '../../../../shared/zoo/xception.ts'

const folder = mkdtempSync(join(tmpdir(), 'xw-open-graph-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const fixture = (name: string) => join(import.meta.dirname, '../../../fixtures/models', name)

type Layer = Record<string, unknown>
const input = {
  class_name: 'InputLayer',
  name: 'in',
  config: { name: 'in', batch_shape: [null, 32, 32, 3] },
  inbound_nodes: [],
}
const convolution = (name: string, from: string, more: Layer = {}): Layer => ({
  class_name: 'Conv2D',
  name,
  config: { name, filters: 4, kernel_size: [3, 3], strides: [1, 1], padding: 'same', use_bias: true, ...more },
  inbound_nodes: [[[from, 0, 0, {}]]],
})
const model = (layers: readonly Layer[], output = 'last') => ({
  class_name: 'Functional',
  config: { name: 'm', layers, input_layers: [['in', 0, 0]], output_layers: [[output, 0, 0]] },
})

/** The error's detail, and that it came in under a second. */
async function refusal(content: unknown): Promise<string> {
  const startMs = performance.now()
  const opened = await openGraph(write('broken.json', content))
  expect(performance.now() - startMs).toBeLessThan(1000)
  if (opened.ok) throw new Error('it was opened')
  return JSON.stringify(opened.error)
}

describe('a file opens as a graph, without weights', () => {
  test("Keras' config.json, bare", async () => {
    const graph = xception({ inputSize: 71, classes: 10, width: 0.25, middle: 1 })
    const opened = await openGraph(write('config.json', keras3Config(graph)))
    if (!opened.ok) throw new Error(JSON.stringify(opened.error))
    expect(opened.value.nodes.map(({ name }) => name).toSorted()).toEqual(
      graph.nodes.map(({ name }) => name).toSorted(),
    )
    if (!isLayerGraph(opened.value)) throw new Error('something in it is not known')
    expect(countCost(opened.value).totalParameters).toBe(countCost(graph).totalParameters)
  })

  test("tfjs' model.json whose weights are elsewhere", async () => {
    const config = model([input, convolution('last', 'in')])
    const opened = await openGraph(
      write('model.json', { format: 'layers-model', modelTopology: { model_config: config } }),
    )
    expect(opened).toMatchObject({ ok: true, value: { inputShape: [32, 32, 3] } })
  })

  test.each(['keras-3.3.3/nested.keras', 'tf-keras-2.21.0/nested.h5'])(
    '%s, models inside it unfolded',
    async (name) => {
      const opened = await openGraph(fixture(name))
      if (!opened.ok) throw new Error(JSON.stringify(opened.error))
      expect(opened.value.nodes.length).toBeGreaterThan(3)
    },
  )
})

describe('a hostile or broken file is refused in under a second, and the layer is named', () => {
  test('a layer that reads one that is not there', async () => {
    expect(await refusal(model([input, convolution('last', 'ghost')]))).toContain('ghost')
  })

  test('a cycle', async () => {
    const cyclic = [input, convolution('one', 'two'), convolution('two', 'one'), convolution('last', 'two')]
    expect(await refusal(model(cyclic))).toMatch(/one|two|last/)
  })

  test('attributes of the wrong type', async () => {
    expect(await refusal(model([input, convolution('last', 'in', { filters: 'many' })]))).toContain('last')
  })

  test('shapes that do not fit', async () => {
    const large = convolution('last', 'in', { kernel_size: [64, 64], padding: 'valid' })
    expect(await refusal(model([input, large]))).toContain('last')
  })

  test('a hundred thousand layers', async () => {
    const layers = Array.from({ length: 100_000 }, (_, index) => ({
      class_name: 'ReLU',
      name: `r${index}`,
      config: {},
    }))
    await refusal(model([input, ...layers]))
  })

  test('half a file, and none', async () => {
    expect(await refusal('{"class_name": "Functional", "config": {')).toContain('not JSON')
    expect(await openGraph(join(folder, 'absent.json'))).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })
})
