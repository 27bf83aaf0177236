import type { AnyGraph, AnyNode } from './any-graph.ts'

/** The last part of the block path of a residual connection's own layers. */
export const SHORTCUT = 'shortcut'

/** The first two parts of a block path: the module that a node belongs to, or null for the input and the head. */
export function moduleOf(block: string): string | null {
  const [flow, module] = block.split('/')
  return flow && module ? `${flow}/${module}` : null
}

/** The modules of a graph (Xception: 14), in order. */
export function modules(graph: AnyGraph): readonly string[] {
  return [...new Set(graph.nodes.map((node) => moduleOf(node.block)).filter((module) => module !== null))]
}

const isShortcut = (node: AnyNode) => node.block.endsWith(`/${SHORTCUT}`)

/**
 * Convolution layers as the Xception paper counts them (36): ordinary and separable ones, each once, however many nodes
 * a separable one is drawn with; the 1x1 convolutions of shortcuts are not counted.
 */
export function countConvolutionLayers(graph: AnyGraph): number {
  const splitBlocks = new Set(graph.nodes.filter((node) => node.kind === 'depthwiseConv2d').map((node) => node.block))
  const layers = new Set<string>()
  for (const node of graph.nodes) {
    if (node.kind !== 'conv2d' && node.kind !== 'separableConv2d' && node.kind !== 'depthwiseConv2d') continue
    if (isShortcut(node)) continue
    layers.add(splitBlocks.has(node.block) ? node.block : node.name)
  }
  return layers.size
}
