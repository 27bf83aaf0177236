import type { AnyGraph, AnyNode } from './any-graph.ts'
import { knownShapes } from './known-shapes.ts'
import type { LayerGraph, NodeOf } from './layer-graph.ts'

/** Two halves of a separable convolution that are nodes of their own, and what stands between them. */
interface Halves {
  readonly first: AnyNode
  readonly last: AnyNode
  readonly depthwise: NodeOf<'depthwiseConv2d'>
}

/**
 * The same network with plain convolutions: each separable convolution becomes one ordinary convolution of the same kernel,
 * stride, padding and filters. Halves that stand next to each other as two nodes, an activation between them or not, are
 * one too, under the name of the last; a depthwise convolution alone becomes one over all its channels, where they are
 * known. Everything else stays as it is.
 */
export function plainEquivalent(graph: LayerGraph): LayerGraph
export function plainEquivalent(graph: AnyGraph): AnyGraph
export function plainEquivalent(graph: AnyGraph): AnyGraph {
  const shapes = knownShapes(graph)
  const halves = findHalves(graph)
  const lasts = new Map(halves.map((pair) => [pair.last.name, pair]))
  const gone = new Set(halves.flatMap(({ first, last }) => between(graph, first, last)))
  const nodes = graph.nodes.filter(({ name }) => !gone.has(name)).map((node): AnyNode => plain(node))
  return { ...graph, name: `${graph.name}_plain`, nodes }

  function plain(node: AnyNode): AnyNode {
    const channels = shapes.get(node.name)?.at(-1)
    if (channels === undefined) return node
    const pair = lasts.get(node.name)
    if (pair) {
      const { kernelSize, strides, padding } = pair.depthwise.attributes
      const useBias = 'useBias' in node.attributes && node.attributes.useBias
      const attributes = { filters: channels, kernelSize, strides, padding, useBias }
      return { ...node, kind: 'conv2d', attributes, inputs: pair.first.inputs }
    }
    if (node.kind === 'separableConv2d') return { ...node, kind: 'conv2d' }
    if (node.kind !== 'depthwiseConv2d') return node
    return { ...node, kind: 'conv2d', attributes: { filters: channels, ...node.attributes } }
  }
}

/** Names from the first half up to, and without, the last. */
function between(graph: AnyGraph, first: AnyNode, last: AnyNode): readonly string[] {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  const names: string[] = []
  for (let node: AnyNode | undefined = last; node && node !== first;) {
    node = byName.get(node.inputs[0] ?? '')
    if (node) names.push(node.name)
  }
  return names
}

/** Pairs of a depthwise and a 1x1 convolution, either first, with at most an activation between and no other reader. */
function findHalves(graph: AnyGraph): readonly Halves[] {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  const readers = new Map<string, number>()
  for (const input of graph.nodes.flatMap((node) => node.inputs)) readers.set(input, (readers.get(input) ?? 0) + 1)
  const taken = new Set<string>()
  const found: Halves[] = []
  for (const last of graph.nodes) {
    const before = byName.get(last.inputs[0] ?? '')
    const first = before?.kind === 'activation' ? byName.get(before.inputs[0] ?? '') : before
    if (!before || !first || taken.has(first.name)) continue
    if (readers.get(before.name) !== 1 || readers.get(first.name) !== 1) continue
    if (first.block !== last.block || graph.outputs.includes(first.name)) continue
    const depthwise = [first, last].find((node) => node.kind === 'depthwiseConv2d')
    if (!depthwise || ![first, last].some(isPointwise)) continue
    taken.add(last.name)
    found.push({ first, last, depthwise })
  }
  return found
}

function isPointwise(node: AnyNode): boolean {
  if (node.kind !== 'conv2d') return false
  const { kernelSize, strides } = node.attributes
  return [...kernelSize, ...strides].every((size) => size === 1)
}
