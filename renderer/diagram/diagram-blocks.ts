import { moduleOf, SHORTCUT } from '../../shared/graph/blocks.ts'
import type { GraphCost, LayerCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph, LayerNode, Shape } from '../../shared/graph/layer-graph.ts'
import { rowOf, type DiagramRow } from './diagram-rows.ts'

export type Flow = 'entry' | 'middle' | 'exit'

/** The way round a module: a strided 1x1 convolution, or nothing at all. */
export interface Shortcut {
  /** Null for an identity. */
  readonly layer: string | null
  readonly text: string | null
}

/** A module of the network, or its input or head, as the diagram draws it. */
export interface DiagramBlock {
  /** The block's path in the graph; `input` for the input. */
  readonly id: string
  readonly title: string
  readonly flow: Flow
  readonly rows: readonly DiagramRow[]
  readonly shortcut: Shortcut | null
  readonly inputShape: Shape
  readonly outputShape: Shape
  readonly layers: readonly LayerCost[]
  readonly parameters: number
  readonly macs: number
}

export const INPUT_BLOCK = 'input'
const HEAD_BLOCK = 'head'

const blockOf = (node: LayerNode) => moduleOf(node.block) ?? (node.block === '' ? INPUT_BLOCK : node.block)

function flowOf(id: string): Flow {
  if (id.startsWith('middle/')) return 'middle'
  return id.startsWith('exit/') || id === HEAD_BLOCK ? 'exit' : 'entry'
}

/** The modules of a graph in order, with the rows that stand for their layers. Batch norms go with what they follow. */
export function diagramBlocks(graph: LayerGraph, cost: GraphCost): readonly DiagramBlock[] {
  const costs = new Map(cost.layers.map((layer) => [layer.name, layer]))
  const groups = Map.groupBy(graph.nodes, blockOf)
  let inputShape = graph.inputShape
  return [...groups].map(([id, nodes]) => {
    const layers = nodes.map((node) => costs.get(node.name) as LayerCost)
    const outputShape = layers.at(-1)?.outputShape ?? inputShape
    const block: DiagramBlock = {
      id,
      title: id.split('/').at(-1) ?? id,
      flow: flowOf(id),
      rows: nodes.filter((node) => !isShortcut(node)).flatMap((node) => rowOf(node)),
      shortcut: shortcutOf(nodes),
      inputShape,
      outputShape,
      layers,
      parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
      macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
    }
    inputShape = outputShape
    return block
  })
}

const isShortcut = (node: LayerNode) => node.block.endsWith(`/${SHORTCUT}`)

function shortcutOf(nodes: readonly LayerNode[]): Shortcut | null {
  if (!nodes.some((node) => node.kind === 'add')) return null
  const convolution = nodes.find((node) => isShortcut(node) && node.kind === 'conv2d')
  if (convolution?.kind !== 'conv2d') return { layer: null, text: null }
  const { kernelSize, strides } = convolution.attributes
  return { layer: convolution.name, text: `${kernelSize[0]}×${kernelSize[1]}${strides[0] > 1 ? `/${strides[0]}` : ''}` }
}
