import { inferShape } from '../../../../shared/graph/infer-shapes.ts'
import type { LayerNode, Shape } from '../../../../shared/graph/layer-graph.ts'
import { nodeWeightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { createFreeNames } from '../free-names.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { WantedLayer } from '../mapping/stored-layer.ts'
import type { FlatLayer } from './flatten-model.ts'
import { createSharedWeights } from './shared-weights.ts'

/** 128 MB; a vector of 4096 takes half of it to scale. */
const MOST_IMPLIED = 2 ** 25

type WantedWeights = WantedLayer['weights']

/** A layer graph while it is being read, with where each of its weights stands. */
export interface GraphDraft {
  readonly nodes: readonly LayerNode[]
  readonly wanted: readonly WantedLayer[]
  /** Weights that are copies of others, by key: those of a layer's later calls. */
  readonly copies: ReadonlyMap<string, string>
  /**
   * Adds a node whose weights are those of a layer in the file, or that has none there. `stored` says how the file shapes
   * them, where that differs from the node, and leaves out what it lacks. Throws when it does not fit.
   */
  push(node: LayerNode, source?: FlatLayer, stored?: (weights: WantedWeights) => WantedWeights): void
  /** From here on, a layer of the file is this node: it was left out, or became several. */
  alias(layer: string, node: string): void
  /** The node that a layer of the file became. */
  nodeOf(layer: string): string
  shapeOf(node: string): Shape
  /** Counts values that a file implies and does not hold: a small file may not fill the memory. Throws when it does. */
  imply(values: number, what: string): void
  /** A name like the wanted one that no layer of the file has. */
  freeName(wanted: string): string
}

export function createDraft(taken: readonly string[]): GraphDraft {
  const nodes: LayerNode[] = []
  const wanted: WantedLayer[] = []
  const shapes = new Map<string, Shape>()
  const aliases = new Map<string, string>()
  const shared = createSharedWeights()
  let implied = 0
  const shapeOf = (node: string) => shapes.get(node) ?? []
  return {
    nodes,
    wanted,
    copies: shared.copies,
    push(node, source, stored = (weights) => weights) {
      const inputs = node.inputs.map(shapeOf)
      shapes.set(node.name, fitting(node, inputs))
      nodes.push(node)
      const specs = source ? nodeWeightSpecs(node, inputs) : []
      if (!source || specs.length === 0 || shared.copy(source, specs)) return
      const { ownName: name, place, top } = source
      const weights = stored(specs.map(({ weight, key, shape }) => ({ name: weight, key, shape })))
      wanted.push({ name, place, top, weights })
    },
    alias: (layer, node) => aliases.set(layer, node),
    nodeOf: (layer) => aliases.get(layer) ?? layer,
    shapeOf,
    imply(values, what) {
      implied += values
      if (implied > MOST_IMPLIED) throw new InvalidModel(`${what} implies over ${MOST_IMPLIED} values`)
    },
    freeName: createFreeNames(taken),
  }
}

/** Shape inference throws for a graph that does not fit; here the graph comes from a file, so that is an answer. */
function fitting(node: LayerNode, inputs: readonly Shape[]): Shape {
  try {
    return inferShape(node, inputs)
  } catch (error) {
    throw new InvalidModel((error as Error).message)
  }
}
