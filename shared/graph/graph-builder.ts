import type { LayerAttributes, LayerGraph, LayerKind, LayerNode, NodeOf, Preprocessing, Shape } from './layer-graph.ts'

/** A function for each kind: takes a name, the input or inputs and the attributes, and returns the node's name. */
type Layer<Kind extends LayerKind> = (
  name: string,
  inputs: string | readonly string[],
  attributes: LayerAttributes[Kind],
) => string

export interface GraphBuilder {
  /** All nodes added from now on belong to this block. */
  block(path: string): void
  currentBlock(): string
  input(name: string, shape: Shape): string
  conv2d: Layer<'conv2d'>
  depthwiseConv2d: Layer<'depthwiseConv2d'>
  separableConv2d: Layer<'separableConv2d'>
  batchNormalization: Layer<'batchNormalization'>
  maxPooling2d: Layer<'maxPooling2d'>
  averagePooling2d: Layer<'averagePooling2d'>
  localResponseNormalization: Layer<'localResponseNormalization'>
  dense: Layer<'dense'>
  activation(name: string, input: string, activation: LayerAttributes['activation']['activation']): string
  globalAveragePooling2d(name: string, input: string): string
  dropout(name: string, input: string, rate: number): string
  add(name: string, inputs: readonly [string, string]): string
  /** `first + scale · second`. */
  scaledAdd(name: string, inputs: readonly [string, string], scale: number): string
  concatenate(name: string, inputs: readonly string[]): string
  slice(name: string, input: string, start: number, size: number): string
  flatten(name: string, input: string): string
  /** Closes the graph. Throws if a name stands twice or an input is unknown: both are bugs of the caller. */
  finish(outputs: readonly string[], preprocessing: Preprocessing): LayerGraph
}

/** Collects nodes in the order in which they are written, which is therefore topological. */
export function createGraphBuilder(graphName: string): GraphBuilder {
  const nodes: LayerNode[] = []
  const known = new Set<string>()
  let block = ''

  function push<Kind extends LayerKind>(
    kind: Kind,
    name: string,
    inputs: string | readonly string[],
    attributes: LayerAttributes[Kind],
  ): string {
    const inputNames = typeof inputs === 'string' ? [inputs] : inputs
    if (known.has(name)) throw new Error(`layer name "${name}" stands twice in ${graphName}`)
    for (const input of inputNames) {
      if (!known.has(input)) throw new Error(`layer "${name}" of ${graphName} reads "${input}", which is not there yet`)
    }
    known.add(name)
    const node: NodeOf<Kind> = { name, kind, attributes, inputs: inputNames, block }
    nodes.push(node as unknown as LayerNode)
    return name
  }
  const layer =
    <Kind extends LayerKind>(kind: Kind): Layer<Kind> =>
    (name, inputs, attributes) =>
      push(kind, name, inputs, attributes)

  return {
    block: (path) => {
      block = path
    },
    currentBlock: () => block,
    input: (name, shape) => push('input', name, [], { shape }),
    conv2d: layer('conv2d'),
    depthwiseConv2d: layer('depthwiseConv2d'),
    separableConv2d: layer('separableConv2d'),
    batchNormalization: layer('batchNormalization'),
    maxPooling2d: layer('maxPooling2d'),
    averagePooling2d: layer('averagePooling2d'),
    localResponseNormalization: layer('localResponseNormalization'),
    dense: layer('dense'),
    activation: (name, input, activation) => push('activation', name, input, { activation }),
    globalAveragePooling2d: (name, input) => push('globalAveragePooling2d', name, input, {}),
    dropout: (name, input, rate) => push('dropout', name, input, { rate }),
    add: (name, inputs) => push('add', name, inputs, {}),
    scaledAdd: (name, inputs, scale) => push('scaledAdd', name, inputs, { scale }),
    concatenate: (name, inputs) => push('concatenate', name, inputs, {}),
    slice: (name, input, start, size) => push('slice', name, input, { start, size }),
    flatten: (name, input) => push('flatten', name, input, {}),
    finish: (outputs, preprocessing) => {
      const first = nodes[0]
      if (first?.kind !== 'input') throw new Error(`${graphName} does not begin with its input`)
      for (const output of outputs) if (!known.has(output)) throw new Error(`unknown output "${output}"`)
      return { name: graphName, inputShape: first.attributes.shape, nodes, outputs, preprocessing }
    },
  }
}
