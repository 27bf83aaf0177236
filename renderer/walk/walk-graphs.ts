import { countConvolutionLayers, modules, moduleOf } from '../../shared/graph/blocks.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { createGraphBuilder } from '../../shared/graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph, type LayerNode } from '../../shared/graph/layer-graph.ts'
import { partOfGraph } from '../../shared/graph/part-of-graph.ts'
import { receptiveFields } from '../../shared/graph/receptive-field.ts'
import { inceptionResnetV2 } from '../../shared/zoo/inception-resnet-v2.ts'
import { inceptionV1 } from '../../shared/zoo/inception-v1.ts'
import { xception } from '../../shared/zoo/xception.ts'
import type { DrawnNode } from './drawn-nodes.ts'

/** What a module or a network costs, counted from its graph. */
export interface Measures {
  readonly parameters: number
  readonly macs: number
  /** Side of what one output value sees, in pixels of the module's input; null behind a global pool. */
  readonly field: number | null
}

export function measure(graph: LayerGraph): Measures {
  const { totalParameters, macs } = countCost(graph)
  const field = receptiveFields(graph).get(graph.outputs[0] ?? '')
  const side = field === undefined || field === 'everything' ? null : Math.max(...field.size)
  return { parameters: totalParameters, macs, field: side }
}

/** The modules of GoogLeNet's third stage on, by their place. */
export const V1_MODULES = ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'] as const
export type V1Module = (typeof V1_MODULES)[number]

/** A module of Inception v1 as the network has it; or without the 1x1 in front of its larger kernels. */
export function branchModule(place: V1Module, bottleneck: boolean): LayerGraph {
  const module = partOfGraph(inceptionV1(), `inception-${place.slice(0, 1)}/inception_${place}`)
  return bottleneck ? module : { ...module, nodes: withoutReduction(module.nodes) }
}

function withoutReduction(nodes: readonly LayerNode[]): readonly LayerNode[] {
  const isReduction = ({ name }: LayerNode) => /_reduce(_act|_bn)?$/.test(name)
  return nodes
    .filter((node) => !isReduction(node))
    .map((node) => ({ ...node, inputs: node.inputs.map((input) => (/_reduce/.test(input) ? 'input' : input)) }))
}

/** What each branch of a module costs: of the layers in its block. */
export function branchCosts(module: LayerGraph): readonly (Measures & { readonly branch: string })[] {
  const { layers } = countCost(module)
  const fields = receptiveFields(module)
  const branches = [...new Set(layers.map(({ block }) => block.split('/')[2]).filter((name) => name !== undefined))]
  return branches.map((branch) => {
    const own = layers.filter(({ block }) => block.split('/')[2] === branch)
    const field = fields.get(own.at(-1)?.name ?? '')
    return {
      branch,
      parameters: own.reduce((sum, { parameters }) => sum + parameters, 0),
      macs: own.reduce((sum, { macs }) => sum + macs, 0),
      field: field === undefined || field === 'everything' ? null : Math.max(...field.size),
    }
  })
}

const SAME = { strides: [1, 1], padding: 'same', useBias: false } as const

/** One large kernel, or as many 3x3 as see just as far, with a ReLU after each. */
export function stackedKernels(side: number, channels: number, mapSize: number, asThrees: boolean): LayerGraph {
  const build = createGraphBuilder(asThrees ? 'threes' : 'single')
  let x = build.input('input', [mapSize, mapSize, channels])
  const kernels = asThrees ? new Array<number>((side - 1) / 2).fill(3) : [side]
  kernels.forEach((kernel, index) => {
    x = build.conv2d(`conv${index + 1}`, x, { filters: channels, kernelSize: [kernel, kernel], ...SAME })
    x = build.activation(`relu${index + 1}`, x, 'relu')
  })
  return build.finish([x], XCEPTION_PREPROCESSING)
}

export const RESIDUAL_BLOCKS = ['35', '17', '8'] as const
export type ResidualBlock = (typeof RESIDUAL_BLOCKS)[number]
const STAGES = { '35': 'a', '17': 'b', '8': 'c' } as const

/** The first block of a stage of Inception-ResNet-v2, with its shortcut or without. */
export function residualModule(block: ResidualBlock, shortcut: boolean): LayerGraph {
  const module = partOfGraph(inceptionResnetV2(), `inception-resnet-${STAGES[block]}/block${block}_1`)
  if (shortcut) return module
  const sum = module.nodes.find(({ kind }) => kind === 'scaledAdd')
  const nodes = module.nodes.filter((node) => node !== sum)
  const residual = sum?.inputs[1] ?? ''
  return {
    ...module,
    nodes: nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((input) => (input === sum?.name ? residual : input)),
    })),
  }
}

/** A stack of separable convolutions, all from so many channels to so many, in one order or the other. */
export function separableStack(
  order: 'depthwise-first' | 'pointwise-first',
  length: number,
  channels: number,
  mapSize: number,
): LayerGraph {
  const build = createGraphBuilder(order)
  let x = build.input('input', [mapSize, mapSize, channels])
  for (let index = 1; index <= length; index++) {
    const depthwise = () => (x = build.depthwiseConv2d(`depthwise${index}`, x, { kernelSize: [3, 3], ...SAME }))
    const pointwise = () =>
      (x = build.conv2d(`pointwise${index}`, x, { filters: channels, kernelSize: [1, 1], ...SAME }))
    const halves = order === 'depthwise-first' ? [depthwise, pointwise] : [pointwise, depthwise]
    for (const half of halves) half()
  }
  return build.finish([x], XCEPTION_PREPROCESSING)
}

export interface XceptionFacts extends Measures {
  readonly graph: LayerGraph
  readonly modules: number
  readonly convolutions: number
  readonly residualModules: number
}

/** Xception at 299 pixels and 1000 classes, with so many middle modules. */
export function xceptionFacts(middle: number, residuals: boolean): XceptionFacts {
  const graph = xception({ middle, residuals })
  return {
    ...measure(graph),
    graph,
    modules: modules(graph).length,
    convolutions: countConvolutionLayers(graph),
    residualModules: graph.nodes.filter(({ kind }) => kind === 'add').length,
  }
}

/** The modules of Xception as boxes: name, what it holds, output; shortcuts as edges round them; the middle ones as one. */
export function xceptionBoxes(graph: LayerGraph): readonly DrawnNode[] {
  const { layers } = countCost(graph)
  const names = modules(graph)
  const middle = names.filter((name) => name.startsWith('middle/'))
  const shown = names.filter((name) => !name.startsWith('middle/') || name === middle[0])
  const boxes: DrawnNode[] = [
    { name: 'input', kind: 'input', text: graph.inputShape.join('×'), detail: '', inputs: [] },
  ]
  let before = 'input'
  for (const name of shown) {
    const own = graph.nodes.filter(({ block }) => moduleOf(block) === name)
    const output = layers.findLast(({ block }) => moduleOf(block) === name)?.outputShape.join('×') ?? ''
    const repeats =
      name === middle[0] && middle.length > 1 ? `–${middle.at(-1)?.split('block')[1]} ×${middle.length}` : ''
    const body = `${name}/body`
    const text = `${name.replace('/', ' ')}${repeats}: ${contentOf(own)}`
    const hasSum = own.some(({ kind }) => kind === 'add')
    boxes.push({ name: body, kind: 'module', text, detail: output, inputs: [before] })
    before = body
    if (!hasSum) continue
    const shortcut = own.find(({ block, kind }) => block.endsWith('/shortcut') && kind === 'conv2d')
    const around = boxes.at(-1)?.inputs[0] ?? ''
    if (shortcut) boxes.push({ name: `${name}/1x1`, kind: 'pointwise', text: '1×1 /2', detail: '', inputs: [around] })
    const inputs = [body, shortcut ? `${name}/1x1` : around]
    boxes.push({ name: `${name}/sum`, kind: 'join', text: '+', detail: '', inputs })
    before = `${name}/sum`
  }
  return boxes
}

function contentOf(nodes: readonly LayerNode[]): string {
  const inside = nodes.filter(({ block }) => !block.endsWith('/shortcut'))
  const separable = inside.flatMap((node) => (node.kind === 'separableConv2d' ? [node.attributes.filters] : []))
  if (separable.length > 0) return `SepConv ${separable.join(', ')}`
  return `Conv ${inside.flatMap((node) => (node.kind === 'conv2d' ? [node.attributes.filters] : [])).join(', ')}`
}
