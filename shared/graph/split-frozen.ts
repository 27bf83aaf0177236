import { inferShapes } from './infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from './layer-graph.ts'
import { shapeSize } from './weight-specs.ts'

/** A network cut in two at one layer's output: what always gives the same for an image, and the rest. */
export interface SplitGraph {
  readonly trunk: LayerGraph
  /** Its input is the trunk's output. */
  readonly head: LayerGraph
  /** Of the trunk's output. */
  readonly featureShape: Shape
}

/**
 * Cuts a network behind the last layer up to which everything is frozen and whose output is all that the rest reads. Null
 * where nothing is frozen, or only the input.
 */
export function splitFrozen(graph: LayerGraph, frozen: ReadonlySet<string>): SplitGraph | null {
  const still = fixedLayers(graph, frozen)
  const shapes = inferShapes(graph)
  for (const node of graph.nodes.toReversed()) {
    if (!still.has(node.name) || node.kind === 'input') continue
    const trunk = ancestors(graph, node.name)
    const crossing = graph.nodes.filter(({ name }) => !trunk.has(name)).flatMap(({ inputs }) => inputs)
    const leaks = crossing.some((input) => trunk.has(input) && input !== node.name)
    const featureShape = shapes.get(node.name)
    if (leaks || !featureShape || graph.outputs.some((output) => trunk.has(output))) continue
    return { trunk: trunkOf(graph, trunk, node), head: headOf(graph, trunk, node, featureShape), featureShape }
  }
  return null
}

/** Bytes of one image's features. */
export const featureBytes = (shape: Shape): number => shapeSize(shape) * Float32Array.BYTES_PER_ELEMENT

/** Layers whose output depends on the image alone, in training too. */
function fixedLayers(graph: LayerGraph, frozen: ReadonlySet<string>): ReadonlySet<string> {
  const fixed = new Set<string>()
  for (const node of graph.nodes) {
    const own = node.kind === 'input' || frozen.has(node.name)
    if (own && node.inputs.every((input) => fixed.has(input))) fixed.add(node.name)
  }
  return fixed
}

function ancestors(graph: LayerGraph, name: string): ReadonlySet<string> {
  const found = new Set([name])
  for (const node of graph.nodes.toReversed()) {
    if (found.has(node.name)) for (const input of node.inputs) found.add(input)
  }
  return found
}

function trunkOf(graph: LayerGraph, trunk: ReadonlySet<string>, cut: LayerNode): LayerGraph {
  const nodes = graph.nodes.filter(({ name }) => trunk.has(name))
  return { ...graph, name: `${graph.name}_trunk`, nodes, outputs: [cut.name] }
}

function headOf(graph: LayerGraph, trunk: ReadonlySet<string>, cut: LayerNode, shape: Shape): LayerGraph {
  const input: LayerNode = { name: cut.name, kind: 'input', attributes: { shape }, inputs: [], block: cut.block }
  const nodes = [input, ...graph.nodes.filter(({ name }) => !trunk.has(name))]
  return { ...graph, name: `${graph.name}_head`, inputShape: shape, nodes }
}
