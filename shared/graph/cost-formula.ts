import { assertNever } from './assert-never.ts'
import type { ConvolutionPart } from './count-cost.ts'
import type { LayerNode, Pair, Shape } from './layer-graph.ts'

/** What a factor counts: kernel height and width, channels read, channels written, output height and width. */
export type FactorSymbol = 'k' | 'C' | 'D' | 'H' | 'W'

export interface Factor {
  readonly symbol: FactorSymbol
  readonly value: number
}

/** One product of a layer's cost: `k·k·C·H·W` for a depthwise half. */
export interface CostTerm {
  readonly part: ConvolutionPart | 'dense'
  /** Weights of the product: all factors that are not of the map. */
  readonly weights: readonly Factor[]
  /** The output pixels that each weight is used for; none for a dense layer. */
  readonly pixels: readonly Factor[]
  readonly parameters: number
  readonly macs: number
}

const factor = (symbol: FactorSymbol, value: number): Factor => ({ symbol, value })
const product = (factors: readonly Factor[]) => factors.reduce((result, { value }) => result * value, 1)

function term(part: CostTerm['part'], weights: readonly Factor[], output: Shape): CostTerm {
  const [height, width] = output.length === 3 ? output : []
  const pixels = height === undefined || width === undefined ? [] : [factor('H', height), factor('W', width)]
  return { part, weights, pixels, parameters: product(weights), macs: product(weights) * product(pixels) }
}

const isOneByOne = ([height, width]: Pair) => height === 1 && width === 1

/**
 * The products that make up a layer's multiply-adds, with their factors named; empty where nothing is multiplied. Biases
 * and normalisation are no products: they add parameters, and no multiply-adds as they are counted here.
 */
export function costTerms(node: LayerNode, input: Shape, output: Shape): readonly CostTerm[] {
  const channels = factor('C', input.at(-1) ?? 0)
  const kernel = ([height, width]: Pair) => [factor('k', height), factor('k', width)]
  switch (node.kind) {
    case 'conv2d': {
      const { kernelSize, filters } = node.attributes
      if (isOneByOne(kernelSize)) return [term('pointwise', [channels, factor('D', filters)], output)]
      return [term('spatial', [...kernel(kernelSize), channels, factor('D', filters)], output)]
    }
    case 'depthwiseConv2d':
      return [term('depthwise', [...kernel(node.attributes.kernelSize), channels], output)]
    case 'separableConv2d':
      return [
        term('depthwise', [...kernel(node.attributes.kernelSize), channels], output),
        term('pointwise', [channels, factor('D', node.attributes.filters)], output),
      ]
    case 'dense':
      return [term('dense', [channels, factor('D', node.attributes.units)], output)]
    case 'input':
    case 'batchNormalization':
    case 'activation':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling2d':
    case 'dropout':
    case 'add':
    case 'scaledAdd':
    case 'concatenate':
    case 'slice':
    case 'flatten':
    case 'localResponseNormalization':
      return []
    default:
      return assertNever(node)
  }
}
