import type { GraphCost, LayerCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph, LayerKind, Shape } from '../../shared/graph/layer-graph.ts'
import { splitMacs, type SplitPart } from './cost-split.ts'
import type { DiagramBlock } from './diagram-blocks.ts'

export interface ListedLayer extends LayerCost {
  /** The name without that of its block. */
  readonly shortName: string
}

/** A block or a layer as the inspector tells of it. */
export interface DescribedPart {
  readonly title: string
  /** Null for a block. */
  readonly kind: LayerKind | null
  readonly inputShape: Shape
  readonly outputShape: Shape
  readonly parameters: number
  readonly macs: number
  /** Of the network's multiply-adds, or of its parameters where nothing is multiplied; in 0..1. */
  readonly share: number
  readonly split: readonly SplitPart[]
  /** The same layer as a plain convolution: k²·C·D·H·W. Separable layers only. */
  readonly plain: { readonly kernel: string; readonly macs: number; readonly factor: number } | null
  readonly layers: readonly ListedLayer[]
}

function shareOf(part: { macs: number; parameters: number }, whole: GraphCost): number {
  return part.macs > 0 ? part.macs / whole.macs : part.parameters / whole.totalParameters
}

export function describeBlock(block: DiagramBlock, whole: GraphCost): DescribedPart {
  return {
    title: block.title,
    kind: null,
    inputShape: block.inputShape,
    outputShape: block.outputShape,
    parameters: block.parameters,
    macs: block.macs,
    share: shareOf(block, whole),
    split: splitMacs(block.layers),
    plain: null,
    layers: block.layers.map((layer) => ({ ...layer, shortName: layer.name.replace(`${block.title}_`, '') })),
  }
}

/** Null when the graph has no layer of that name. */
export function describeLayer(name: string, graph: LayerGraph, whole: GraphCost): DescribedPart | null {
  const node = graph.nodes.find((each) => each.name === name)
  const cost = whole.layers.find((each) => each.name === name)
  if (!node || !cost) return null
  const input = whole.layers.find((each) => each.name === node.inputs[0])
  const inputShape = input?.outputShape ?? graph.inputShape
  return {
    title: name,
    kind: node.kind,
    inputShape,
    outputShape: cost.outputShape,
    parameters: cost.parameters,
    macs: cost.macs,
    share: shareOf(cost, whole),
    split: splitMacs([cost]),
    plain: node.kind === 'separableConv2d' ? plainConvolution(node.attributes.kernelSize, inputShape, cost) : null,
    layers: [],
  }
}

function plainConvolution(kernel: readonly [number, number], input: Shape, { outputShape, macs }: LayerCost) {
  const [height = 0, width = 0, filters = 0] = outputShape
  const plain = kernel[0] * kernel[1] * (input.at(-1) ?? 0) * filters * height * width
  return { kernel: `${kernel[0]}×${kernel[1]}`, macs: plain, factor: plain / macs }
}
