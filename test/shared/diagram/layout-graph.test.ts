import { describe, expect, test } from 'vitest'
import { UNFOLDED, type Box, type DiagramLayout, type Folding } from '../../../shared/diagram/diagram-layout.ts'
import { layoutGraph } from '../../../shared/diagram/layout-graph.ts'
import { blockOf } from '../../../shared/diagram/outline.ts'
import { modules } from '../../../shared/graph/blocks.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { buildNetwork, chooseNetwork } from '../../../shared/zoo/network-choice.ts'
import { inceptionModule } from '../../../shared/zoo/inception-module.ts'
import { MODULE_FORMS, moduleOptionsSchema } from '../../../shared/zoo/module-options.ts'
import { NETWORK_NAMES } from '../../../shared/zoo/zoo.ts'

const paper = (name: (typeof NETWORK_NAMES)[number]) => buildNetwork(chooseNetwork(name, 'paper'))
const blocksOf = (graph: LayerGraph) => [...new Set(graph.nodes.flatMap((node) => blockOf(node) ?? []))]
const allApart = (graph: LayerGraph): Folding => ({ ...UNFOLDED, apart: blocksOf(graph) })
const layersOf = (layout: DiagramLayout) => layout.boxes.flatMap(({ rows }) => rows.map(({ layer }) => layer))
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

function expectNoOverlap(boxes: readonly (Box & { readonly id: string })[]): void {
  const pairs = boxes.flatMap((a, index) => boxes.slice(index + 1).map((b) => [a, b] as const))
  expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => [a.id, b.id])).toEqual([])
}

describe.each(NETWORK_NAMES)('%s', (name) => {
  const graph = paper(name)
  const whole = layoutGraph(graph, allApart(graph))

  test('wholly unfolded has every layer once, in boxes that do not overlap and stand in their frames', () => {
    expect(layersOf(whole).toSorted()).toEqual(graph.nodes.map((node) => node.name).toSorted())
    expectNoOverlap(whole.boxes)
    expectNoOverlap(whole.frames)
    const frames = new Map(whole.frames.map((frame) => [frame.id, frame]))
    for (const box of whole.boxes) {
      const frame = box.frame === null ? { x: 0, y: 0, ...whole } : frames.get(box.frame)
      if (!frame) throw new Error(`no frame ${box.frame}`)
      expect(box.x).toBeGreaterThanOrEqual(frame.x)
      expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width + 0.01)
      expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height + 0.01)
    }
  })

  test('folded is one frame for each block, or for several equal ones', () => {
    const folded = layoutGraph(graph, { ...UNFOLDED, folded: blocksOf(graph) })
    expect(folded.frames.every((frame) => frame.folded)).toBe(true)
    expect(folded.frames.flatMap(({ members }) => members)).toEqual(blocksOf(graph))
    expect(layersOf(folded)).toEqual(['input'])
    expectNoOverlap(folded.frames)
  })

  test('costs in its frames what the network costs', () => {
    const sum = whole.frames.reduce((total, { parameters }) => total + parameters, 0)
    expect(sum).toBe(countCost(graph).totalParameters)
  })

  test('is the same each time', () => {
    expect(layoutGraph(graph, allApart(graph))).toEqual(whole)
  })
})

describe('Xception', () => {
  const graph = paper('xception')

  test('shows the middle flow as one module with its count, and apart as eight', () => {
    const middle = layoutGraph(graph).frames.find(({ id }) => id.startsWith('middle/'))
    expect(middle).toMatchObject({ title: 'block5 – block12', repeats: 8, asOne: true })
    const apart = layoutGraph(graph, { ...UNFOLDED, apart: ['middle/block5'] }).frames
    expect(apart.filter(({ id }) => id.startsWith('middle/'))).toHaveLength(8)
    expect(apart.filter(({ repeats }) => repeats > 1)).toMatchObject([
      { id: 'middle/block5', repeats: 8, asOne: false },
    ])
    expect(apart).toHaveLength(modules(graph).length + 1)
  })

  test('has its shortcuts as residual edges: a strided one in four modules, an identity in the middle ones', () => {
    const residual = layoutGraph(graph).edges.filter((edge) => edge.residual)
    expect(residual.map(({ from, to }) => [from, to])).toContainEqual(['middle/block5', 'block5_add'])
    expect(residual.map(({ from, to }) => [from, to])).toContainEqual(['block2_shortcut', 'block2_add'])
    expect(residual).toHaveLength(4 * 2 + 1)
  })

  test('flows through three columns from the entry to the exit', () => {
    const columns = layoutGraph(graph).frames.map(({ id, x, width }) => [id.split('/')[0], x + width / 2] as const)
    const of = (flow: string) => columns.filter(([own]) => own === flow).map(([, x]) => x)
    expect(Math.max(...of('entry'))).toBeLessThan(Math.min(...of('middle')))
    expect(Math.max(...of('middle'))).toBeLessThan(Math.min(...of('exit')))
    // Whole beside each other: none goes on in a further column, and all three are seen at a size that can be read.
    expect(layoutGraph(graph).width).toBeLessThan(1030)
  })

  test.each(['xception', 'inception-resnet-v2'] as const)('has all shortcuts on the right, as %s', (name) => {
    const { edges, boxes } = layoutGraph(paper(name), allApart(paper(name)))
    const of = (id: string) => boxes.find((box) => box.id === id)
    for (const { bounds, to } of edges.filter((edge) => edge.residual && edge.to.endsWith('_add'))) {
      const join = of(to)
      expect(bounds.x + bounds.width).toBeGreaterThan((join?.x ?? 0) + (join?.width ?? 0) / 2)
    }
  })

  test('opens a separable convolution into its two halves', () => {
    const row = (open: string[]) =>
      layoutGraph(graph, { ...UNFOLDED, open })
        .boxes.flatMap(({ rows }) => rows)
        .find(({ layer }) => layer === 'block5_sepconv1')
    expect(row([])?.open).toBe(false)
    const open = row(['block5_sepconv1'])
    expect(open).toMatchObject({ open: true, halves: { kernel: [3, 3], channels: 728, filters: 728 } })
    expect(open?.height).toBeGreaterThan(row([])?.height ?? 0)
  })

  test('gathers the activation before a convolution where the module begins with one, else the one behind', () => {
    const boxes = layoutGraph(graph).boxes.map(({ rows }) => rows.map(({ text }) => text))
    expect(boxes).toContainEqual(['ReLU', 'SepConv 728, 3×3', 'Batch norm'])
    expect(boxes).toContainEqual(['Conv 32, 3×3/2', 'Batch norm', 'ReLU'])
  })
})

test('branches stand beside each other and are joined below', () => {
  const layout = layoutGraph(paper('inception-v3'))
  const mixed = layout.boxes.filter(({ frame }) => frame === 'inception-a/mixed0')
  const join = mixed.find(({ id }) => id === 'mixed0')
  const into = layout.edges.filter(({ to }) => to === 'mixed0')
  expect(into).toHaveLength(4)
  const sources = mixed.filter(({ id }) => into.some(({ from }) => from === id))
  expect(new Set(sources.map(({ x }) => Math.round(x))).size).toBe(4)
  for (const source of sources) expect(source.y + source.height).toBeLessThan(join?.y ?? 0)
})

test.each(NETWORK_NAMES)(
  'what is joined in %s stands in the order in which it is joined, as papers draw it',
  (name) => {
    const graph = paper(name)
    const layout = layoutGraph(graph, allApart(graph))
    const places = new Map(layout.boxes.map((box) => [box.id, box.x]))
    for (const node of graph.nodes.filter(({ kind }) => kind === 'concatenate')) {
      const columns = layout.edges.filter(({ to }) => to === node.name).map(({ from }) => places.get(from) ?? 0)
      expect(columns).toEqual(columns.toSorted((a, b) => a - b))
    }
  },
)

test('edges say the shape of what flows', () => {
  const labels = layoutGraph(paper('inception-v3')).edges.map((edge) => edge.label?.text)
  for (const shape of ['299×299×3', '35×35×192', '17×17×768', '8×8×2048']) expect(labels).toContain(shape)
})

test.each(MODULE_FORMS)('the %s module of the lab is drawn whole', (form) => {
  const graph = inceptionModule(moduleOptionsSchema.parse({ form, filters: 12, segments: 3 }))
  const layout = layoutGraph(graph)
  expect(layersOf(layout).toSorted()).toEqual(graph.nodes.map((node) => node.name).toSorted())
  expectNoOverlap(layout.boxes)
})

test('the largest network is laid out whole when it is unfolded', () => {
  const graph = paper('inception-resnet-v2')
  const layout = layoutGraph(graph, allApart(graph))
  expect(layersOf(layout)).toHaveLength(782)
})
