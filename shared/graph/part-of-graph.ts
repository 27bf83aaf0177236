import { inferShapes } from './infer-shapes.ts'
import type { LayerGraph } from './layer-graph.ts'

/**
 * A block of a network as a graph of its own: what it reads from outside is its input. Throws where it reads two maps from
 * outside, or none, or the block is not there: those are not modules, and a bug of the caller.
 */
export function partOfGraph(graph: LayerGraph, block: string): LayerGraph {
  const inside = graph.nodes.filter((node) => node.block === block || node.block.startsWith(`${block}/`))
  const names = new Set(inside.map(({ name }) => name))
  const outside = [...new Set(inside.flatMap(({ inputs }) => inputs))].filter((input) => !names.has(input))
  const [source] = outside
  if (source === undefined || outside.length > 1) {
    throw new Error(`${block} of ${graph.name} reads ${outside.length} maps from outside`)
  }
  const shape = inferShapes(graph).get(source)
  if (!shape) throw new Error(`${source} of ${graph.name} has no shape`)
  const read = new Set(inside.flatMap(({ inputs }) => inputs))
  return {
    ...graph,
    name: block,
    inputShape: shape,
    nodes: [
      { name: 'input', kind: 'input', attributes: { shape }, inputs: [], block: '' },
      ...inside.map((node) => ({
        ...node,
        inputs: node.inputs.map((input) => (input === source ? 'input' : input)),
      })),
    ],
    outputs: inside.map(({ name }) => name).filter((name) => !read.has(name)),
  }
}
