import { assertNever } from './assert-never.ts'
import { inferShapes, inputShapes } from './infer-shapes.ts'
import type { LayerGraph, LayerKind, LayerNode, Shape } from './layer-graph.ts'
import { nodeWeightSpecs, shapeSize } from './weight-specs.ts'

export type ConvolutionPart = 'depthwise' | 'pointwise' | 'spatial'

/** A costed part of a convolution. `macs` counts one per multiply-accumulate and image. */
export interface PartCost {
  readonly part: ConvolutionPart
  readonly parameters: number
  readonly macs: number
}

/** What one layer is and costs. Parameters as Keras counts them; multiply-adds of convolutions and dense layers only. */
export interface LayerCost {
  readonly name: string
  readonly kind: LayerKind
  readonly block: string
  readonly outputShape: Shape
  readonly parameters: number
  readonly trainableParameters: number
  readonly macs: number
  readonly parts: readonly PartCost[]
}

export interface GraphCost {
  readonly totalParameters: number
  readonly trainableParameters: number
  readonly macs: number
  readonly layers: readonly LayerCost[]
}

const isOneByOne = (kernelSize: readonly [number, number]) => kernelSize[0] === 1 && kernelSize[1] === 1

/** Kernel values times output pixels: biases and normalisation cost no multiply-adds here. */
function partsOf(node: LayerNode, input: Shape, output: Shape): readonly PartCost[] {
  const channels = input.at(-1) ?? 0
  const pixels = shapeSize(output.slice(0, 2))
  const part = (name: ConvolutionPart, parameters: number) => ({ part: name, parameters, macs: parameters * pixels })
  switch (node.kind) {
    case 'conv2d': {
      const { kernelSize, filters } = node.attributes
      return [part(isOneByOne(kernelSize) ? 'pointwise' : 'spatial', shapeSize(kernelSize) * channels * filters)]
    }
    case 'depthwiseConv2d':
      return [part('depthwise', shapeSize(node.attributes.kernelSize) * channels)]
    case 'separableConv2d':
      return [
        part('depthwise', shapeSize(node.attributes.kernelSize) * channels),
        part('pointwise', channels * node.attributes.filters),
      ]
    case 'input':
    case 'dense':
    case 'batchNormalization':
    case 'activation':
    case 'maxPooling2d':
    case 'globalAveragePooling2d':
    case 'dropout':
    case 'add':
    case 'averagePooling2d':
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

/** What one layer costs, given the shapes that it reads and the one that it gives. */
export function layerCost(node: LayerNode, inputs: readonly Shape[], outputShape: Shape): LayerCost {
  const weights = nodeWeightSpecs(node, inputs)
  const count = (specs: typeof weights) => specs.reduce((sum, spec) => sum + shapeSize(spec.shape), 0)
  const parts = partsOf(node, inputs[0] ?? outputShape, outputShape)
  const denseMacs = node.kind === 'dense' ? (inputs[0]?.[0] ?? 0) * node.attributes.units : 0
  return {
    name: node.name,
    kind: node.kind,
    block: node.block,
    outputShape,
    parameters: count(weights),
    trainableParameters: count(weights.filter((weight) => weight.trainable)),
    macs: denseMacs + parts.reduce((sum, part) => sum + part.macs, 0),
    parts,
  }
}

/** Costs of every layer and of the whole, for one image. */
export function countCost(graph: LayerGraph): GraphCost {
  const shapes = inferShapes(graph)
  const layers = graph.nodes.map((node) => layerCost(node, inputShapes(node, shapes), shapes.get(node.name) as Shape))
  const sum = (value: (layer: LayerCost) => number) => layers.reduce((total, layer) => total + value(layer), 0)
  return {
    totalParameters: sum((layer) => layer.parameters),
    trainableParameters: sum((layer) => layer.trainableParameters),
    macs: sum((layer) => layer.macs),
    layers,
  }
}
