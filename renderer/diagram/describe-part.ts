import { isRuled, type AnyGraph } from '../../shared/graph/any-graph.ts'
import type { AnyCost, AnyLayerCost } from '../../shared/graph/count-known.ts'
import type { LayerKind, Shape } from '../../shared/graph/layer-graph.ts'
import { splitMacs, type SplitPart } from './cost-split.ts'
import type { DiagramBlock } from './diagram-blocks.ts'

export interface ListedLayer extends AnyLayerCost {
  /** The name without that of its block. */
  readonly shortName: string
}

/** A block or a layer as the inspector tells of it. */
export interface DescribedPart {
  readonly title: string
  /** Null for a block. */
  readonly kind: LayerKind | 'unknown' | null
  /** Of a layer that is not computed here: its class, and whether Keras' rules tell of it. */
  readonly foreign: { readonly className: string; readonly isRuled: boolean } | null
  readonly inputShape: Shape | null
  readonly outputShape: Shape | null
  /** Null: not known. Of a block, the sum of what is. */
  readonly parameters: number | null
  readonly macs: number | null
  /** How many layers of a block those sums lack something of. */
  readonly uncounted: number
  /** Of the network's multiply-adds, or of its parameters where nothing is multiplied; in 0..1. Null: not known. */
  readonly share: number | null
  readonly split: readonly SplitPart[]
  /** The same layer as a plain convolution: k²·C·D·H·W. Separable layers only. */
  readonly plain: { readonly kernel: string; readonly macs: number; readonly factor: number } | null
  readonly layers: readonly ListedLayer[]
}

function shareOf(part: { macs: number | null; parameters: number | null }, whole: AnyCost): number | null {
  const [own, all] = part.macs ? [part.macs, whole.macs] : [part.parameters, whole.totalParameters]
  return own === null || all === 0 ? null : own / all
}

export function describeBlock(block: DiagramBlock, whole: AnyCost): DescribedPart {
  return {
    title: block.title,
    kind: null,
    foreign: null,
    uncounted: block.uncounted,
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
export function describeLayer(name: string, graph: AnyGraph, whole: AnyCost): DescribedPart | null {
  const node = graph.nodes.find((each) => each.name === name)
  const cost = whole.layers.find((each) => each.name === name)
  if (!node || !cost) return null
  const [source] = node.inputs
  const input = whole.layers.find((each) => each.name === source)
  const inputShape = source === undefined ? graph.inputShape : (input?.outputShape ?? null)
  return {
    title: name,
    kind: node.kind,
    foreign: node.kind === 'unknown' ? { className: node.attributes.className, isRuled: isRuled(node) } : null,
    uncounted: 0,
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

function plainConvolution(
  kernel: readonly [number, number],
  input: Shape | null,
  { outputShape, macs }: AnyLayerCost,
): DescribedPart['plain'] {
  if (!input || !outputShape || macs === null) return null
  const [height = 0, width = 0, filters = 0] = outputShape
  const plain = kernel[0] * kernel[1] * (input.at(-1) ?? 0) * filters * height * width
  return { kernel: `${kernel[0]}×${kernel[1]}`, macs: plain, factor: plain / macs }
}
