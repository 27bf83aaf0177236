import type { AnyGraph, AnyNode } from '../graph/any-graph.ts'
import { countKnown } from '../graph/count-known.ts'
import { blocksByCuts } from './cut-blocks.ts'
import { gatherRuns } from './group-repeats.ts'
import { blocksByName } from './name-blocks.ts'
import { consumersOf, outline } from './outline.ts'

/** So many modules, equal neighbours as one, can still be read in one picture. */
const MOST_MODULES = 40
/** Smaller networks are a picture as they are. */
const LEAST_LAYERS = 20
/** Of larger ones nobody reads a picture, and looking for blocks would take long. */
const MOST_LAYERS = 5000

/**
 * A network from elsewhere with blocks to fold: those that its nested models are (`nested`, by layer), that its layers'
 * names speak of, or that its branches make. The same graph where it is small, has blocks already, or none can be found.
 */
export function deriveBlocks<Graph extends AnyGraph>(graph: Graph, nested: ReadonlyMap<string, string>): Graph {
  const { length } = graph.nodes
  if (length < LEAST_LAYERS || length > MOST_LAYERS || graph.nodes.some(({ block }) => block !== '')) return graph
  const named = settle(graph, withNested(blocksByName(graph.nodes), nested))
  const known = named.size >= graph.nodes.length / 3
  const blocks = known ? named : settle(graph, withNested(blocksByCuts(graph.nodes), nested))
  const fine = withBlocks(graph, blocks)
  if (moduleCount(fine) <= MOST_MODULES) return fine
  const coarse = new Map([...blocks].map(([name, block]) => [name, flowOf(block)]))
  const few = withBlocks(graph, settle(graph, coarse))
  return new Set(coarse.values()).size > 2 ? few : fine
}

const withNested = (blocks: ReadonlyMap<string, string>, nested: ReadonlyMap<string, string>) =>
  new Map([...blocks, ...nested])

/** `conv2` of `conv2/conv2_block1`; a block in no flow but that of its kind (`pool/pool2`) stays. */
const flowOf = (block: string) => (/\d/.test(block.split('/')[0] ?? '') ? (block.split('/')[0] ?? block) : block)

const moduleCount = (graph: AnyGraph) => gatherRuns(outline(graph, countKnown(graph)), new Set()).length

/** Only the block of each node is another one, which leaves it of its kind. */
function withBlocks<Graph extends AnyGraph>(graph: Graph, blocks: ReadonlyMap<string, string>): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, block: blocks.get(node.name) ?? '' })) }
}

/** Gives layers without a telling name to the block that they close, and lets go of blocks that data leaves and enters again. */
function settle(graph: AnyGraph, found: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const blocks = new Map(found)
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  const consumers = consumersOf(graph)
  const place = new Map(graph.nodes.map(({ name }, index) => [name, index]))
  /** The block of what was computed last of all that a layer reads. */
  const latest = (inputs: readonly string[]) =>
    inputs
      .filter((input) => blocks.has(input))
      .toSorted((a, b) => (place.get(b) ?? 0) - (place.get(a) ?? 0))
      .map((input) => blocks.get(input))[0]
  for (const node of graph.nodes) {
    const belongs = node.inputs.length > 1 || FOLLOWERS.has(node.kind)
    const block = blocks.get(node.name) ?? (belongs ? latest(node.inputs) : undefined)
    if (block === undefined) continue
    blocks.set(node.name, block)
    if (node.inputs.length > 1) for (const input of node.inputs) takeShortcut(byName.get(input), block)
  }
  const whole = Map.groupBy(graph.nodes, ({ name }) => blocks.get(name))
  for (const [block, members] of whole) {
    if (block !== undefined && !isConvex(graph.nodes, members)) for (const { name } of members) blocks.delete(name)
  }
  return blocks

  /** Layers between two blocks that lead to this one's sum alone, such as the convolution of a shortcut. */
  function takeShortcut(start: AnyNode | undefined, block: string): void {
    const chain: string[] = []
    for (let node = start; node && !blocks.has(node.name);) {
      if (node.inputs.length !== 1 || consumers.get(node.name)?.length !== 1) return
      chain.push(node.name)
      node = byName.get(node.inputs[0] ?? '')
      if (node && blocks.has(node.name)) for (const name of chain) blocks.set(name, block)
    }
  }
}

const FOLLOWERS: ReadonlySet<string> = new Set(['batchNormalization', 'activation', 'dropout'])

/** Whether no way leads out of some layers and back into them. */
function isConvex(nodes: readonly AnyNode[], members: readonly AnyNode[]): boolean {
  const own = new Set(members.map(({ name }) => name))
  const last = members.at(-1)
  const behind = new Set<string>()
  for (let index = nodes.indexOf(members[0] as AnyNode); index < nodes.length; index++) {
    const node = nodes[index]
    if (!node) break
    const reads = node.inputs.some((input) => behind.has(input))
    if (own.has(node.name)) {
      if (reads) return false
    } else if (reads || node.inputs.some((input) => own.has(input))) behind.add(node.name)
    if (node === last) break
  }
  return true
}
