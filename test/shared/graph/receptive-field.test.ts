import { expect, test } from 'vitest'
import { createGraphBuilder } from '../../../shared/graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph, type LayerNode } from '../../../shared/graph/layer-graph.ts'
import { receptiveFields } from '../../../shared/graph/receptive-field.ts'
import { NETWORK_NAMES, ZOO } from '../../../shared/zoo/zoo.ts'

const SAME = { strides: [1, 1], padding: 'same', useBias: false, filters: 4 } as const

function chain(...kernels: readonly (readonly [size: number, stride: number])[]) {
  const build = createGraphBuilder('chain')
  let x = build.input('input', [64, 64, 3])
  kernels.forEach(([size, stride], index) => {
    x = build.conv2d(`conv${index}`, x, { ...SAME, kernelSize: [size, size], strides: [stride, stride] })
  })
  return receptiveFields(build.finish([x], XCEPTION_PREPROCESSING)).get(x)
}

test('two 3x3 see what one 5x5 sees, three what one 7x7 sees', () => {
  expect(chain([3, 1], [3, 1])).toEqual(chain([5, 1]))
  expect(chain([3, 1], [3, 1], [3, 1])).toEqual(chain([7, 1]))
  expect(chain([5, 1])).toEqual({ size: [5, 5], stride: [1, 1] })
})

test('a stride spreads what comes after it', () => {
  expect(chain([3, 2], [3, 2], [3, 1])).toEqual({ size: [15, 15], stride: [4, 4] })
  expect(chain([1, 1], [1, 2])).toEqual({ size: [1, 1], stride: [2, 2] })
})

/** How far back the value at `[at, at]` of a layer can look, by walking every path from it to the input. */
function spanOf(graph: LayerGraph, layer: string, axis: 0 | 1): number | 'everything' {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]))
  const spans = new Map<string, { from: number; to: number }>([[layer, { from: 0, to: 0 }]])
  for (const node of graph.nodes.toReversed()) {
    const span = spans.get(node.name)
    if (!span) continue
    if (node.kind === 'globalAveragePooling2d' || node.kind === 'flatten') return 'everything'
    const [window, stride] = windowAlong(node, axis)
    const before = Math.floor((window - 1) / 2)
    const from = span.from * stride - before
    const to = span.to * stride - before + window - 1
    for (const input of node.inputs) {
      const other = spans.get(input)
      spans.set(input, other ? { from: Math.min(from, other.from), to: Math.max(to, other.to) } : { from, to })
    }
  }
  const input = spans.get([...nodes.keys()][0] ?? '')
  return input ? input.to - input.from + 1 : 0
}

function windowAlong({ attributes }: LayerNode, axis: 0 | 1): readonly [number, number] {
  const size =
    'kernelSize' in attributes ? attributes.kernelSize : 'poolSize' in attributes ? attributes.poolSize : null
  return size && 'strides' in attributes ? [size[axis], attributes.strides[axis]] : [1, 1]
}

test.each(NETWORK_NAMES)('%s: each layer sees as far as a walk back to the input goes', (name) => {
  const graph = ZOO[name].build(ZOO[name].parse({}) as never)
  const fields = receptiveFields(graph)
  for (const { name: layer } of graph.nodes.filter((_, index) => index % 7 === 0)) {
    const field = fields.get(layer)
    if (field === undefined) throw new Error(`${layer} has no field`)
    if (field === 'everything') expect(spanOf(graph, layer, 0), layer).toBe('everything')
    else expect([spanOf(graph, layer, 0), spanOf(graph, layer, 1)], layer).toEqual([...field.size])
  }
})

test('the map that Xception averages sees more than its image', () => {
  const field = receptiveFields(ZOO.xception.build(ZOO.xception.parse({}))).get('block14_sepconv2_act')
  expect(field).toMatchObject({ stride: [32, 32] })
})

test.each([
  ['Rescaling', { size: [3, 3], stride: [1, 1] }],
  ['Sorcery', null],
])(
  'a layer of a file that is not computed here, %s, passes on what it sees where it keeps places',
  (className, field) => {
    const build = createGraphBuilder('odd')
    const { nodes, ...rest } = build.finish(
      [build.conv2d('conv', build.input('input', [64, 64, 3]), { ...SAME, kernelSize: [3, 3] })],
      XCEPTION_PREPROCESSING,
    )
    const [input, convolution] = nodes
    if (!input || !convolution) throw new Error('a chain of nothing')
    const attributes = { className, config: [], outputShape: [64, 64, 3], parameters: 0, macs: 0 }
    const odd = { name: 'odd', kind: 'unknown', attributes, inputs: [input.name], block: '' } as const
    const graph = { ...rest, nodes: [input, odd, { ...convolution, inputs: ['odd'] }] }
    expect(receptiveFields(graph).get(convolution.name)).toEqual(field)
  },
)
