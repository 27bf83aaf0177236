import type { Tensor } from '@tensorflow/tfjs-node'
import type { LayerGraph, LayerNode } from '../../../shared/graph/layer-graph.ts'
import { tf } from '../backend/tensorflow.ts'
import { applyLayer } from '../model/forward.ts'

export interface Network {
  readonly graph: LayerGraph
  /** By `layer/weight`. */
  readonly weights: ReadonlyMap<string, Tensor>
}

/** Stands for the network's output before its softmax among the wanted layers; no layer is called so. */
export const LOGITS = ':logits'

/**
 * The outputs of chosen layers at inference, each layer as itself: batch norms as they are, no activation in the
 * convolution before it. `given` are values known already (the input's among them); only what lies between those and the
 * wanted is computed, op by op. The results belong to the tidy around.
 *
 * `differentiable` keeps what lies between until the tidy ends, as a gradient through it needs.
 */
export function layerValues(
  { graph, weights }: Network,
  given: ReadonlyMap<string, Tensor>,
  wanted: readonly string[],
  { differentiable = false } = {},
): ReadonlyMap<string, Tensor> {
  const nodes = nodesBetween(graph, given, wanted)
  const values = new Map(given)
  const results = new Map<string, Tensor>()
  const readers = countReaders(nodes)
  const options = { graph, weights, training: null }
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => values.get(name) as Tensor)
    const apply = () => applyLayer(options, node, inputs, { isOutput: false, activation: undefined })
    const value = differentiable ? apply() : tf.tidy(apply)
    values.set(node.name, value)
    if (wanted.includes(LOGITS) && node.name === graph.outputs[0]) {
      const logits = applyLayer(options, node, inputs, { isOutput: true, activation: undefined })
      results.set(LOGITS, logits)
    }
    if (wanted.includes(node.name)) results.set(node.name, value)
    if (!differentiable) release(node)
  }
  for (const name of wanted) {
    const known = given.get(name)
    if (known) results.set(name, known)
  }
  return results

  /** Frees inputs that nothing reads any more: a whole network's maps are a hundred times those of a layer. */
  function release({ inputs }: LayerNode) {
    for (const input of new Set(inputs)) {
      const left = (readers.get(input) ?? 0) - 1
      readers.set(input, left)
      const value = values.get(input) as Tensor
      if (left > 0 || given.has(input)) continue
      values.delete(input)
      // A dropout at inference hands on the very tensor that it was given.
      if (![...values.values(), ...results.values()].includes(value)) value.dispose()
    }
  }
}

/** The nodes that have to be computed, in order. */
function nodesBetween(
  graph: LayerGraph,
  given: ReadonlyMap<string, Tensor>,
  wanted: readonly string[],
): readonly LayerNode[] {
  const needed = new Set(wanted.map((name) => (name === LOGITS ? (graph.outputs[0] ?? '') : name)))
  const asked = new Set(needed)
  return graph.nodes
    .toReversed()
    .filter((node) => {
      const known = given.has(node.name) && !(wanted.includes(LOGITS) && node.name === graph.outputs[0])
      if (!needed.has(node.name) || known) return false
      if (node.kind === 'input') throw new Error(`the value of ${[...asked].join(', ')} needs that of the input`)
      node.inputs.forEach((input) => needed.add(input))
      return true
    })
    .reverse()
}

function countReaders(nodes: readonly LayerNode[]): Map<string, number> {
  const readers = new Map<string, number>()
  for (const { inputs } of nodes) for (const input of new Set(inputs)) readers.set(input, (readers.get(input) ?? 0) + 1)
  return readers
}
