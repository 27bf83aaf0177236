import type { ActivationName, LayerGraph, LayerNode, NodeOf } from '../graph/layer-graph.ts'
import type { SeparableOrder } from '../contract/inspection/describe.ts'

/** A separable convolution as the graph draws it: one node, or a depthwise and a pointwise one in a block of its name. */
export interface Separable {
  readonly name: string
  readonly order: SeparableOrder
  /** The layer that it reads. */
  readonly input: string
  /** Keys of its kernels. */
  readonly depthwiseKernel: string
  readonly pointwiseKernel: string
  /** Of whichever half has one; null without. */
  readonly bias: { readonly key: string; readonly half: 'depthwise' | 'pointwise' } | null
  /** The depthwise half's window. */
  readonly window: Pick<NodeOf<'depthwiseConv2d'>['attributes'], 'kernelSize' | 'strides' | 'padding'>
  readonly between: ActivationName | null
  /** The node whose map is its output. */
  readonly output: string
  /** The nodes that it is made of. */
  readonly nodes: readonly string[]
}

/** All separable convolutions of a graph, in order. */
export function separables(graph: LayerGraph): readonly Separable[] {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  return graph.nodes.flatMap((node) => {
    if (node.kind === 'separableConv2d') return [single(node)]
    const before = readBefore(byName, node)
    if (!before || before.first.block !== node.block) return []
    const { first, between } = before
    if (node.kind === 'conv2d' && isPointwise(node) && first.kind === 'depthwiseConv2d')
      return pair('depthwise-first', first, node, first, node, between)
    if (node.kind === 'depthwiseConv2d' && first.kind === 'conv2d' && isPointwise(first))
      return pair('pointwise-first', node, first, first, node, between)
    return []
  })
}

const isPointwise = ({ attributes }: NodeOf<'conv2d'>) =>
  [...attributes.kernelSize, ...attributes.strides].every((length) => length === 1)

/** What a node reads, looking through an activation. */
function readBefore(byName: ReadonlyMap<string, LayerNode>, { inputs, block }: LayerNode) {
  const first = byName.get(inputs[0] ?? '')
  if (first?.kind !== 'activation' || first.block !== block) return first && { first, between: null }
  const behind = byName.get(first.inputs[0] ?? '')
  return behind && { first: behind, between: first }
}

function single({ name, attributes, inputs }: NodeOf<'separableConv2d'>): Separable {
  return {
    name,
    order: 'depthwise-first',
    input: inputs[0] ?? '',
    depthwiseKernel: `${name}/depthwise_kernel`,
    pointwiseKernel: `${name}/pointwise_kernel`,
    bias: attributes.useBias ? { key: `${name}/bias`, half: 'pointwise' } : null,
    window: attributes,
    between: null,
    output: name,
    nodes: [name],
  }
}

function pair(
  order: SeparableOrder,
  depthwise: NodeOf<'depthwiseConv2d'>,
  pointwise: NodeOf<'conv2d'>,
  first: LayerNode,
  last: LayerNode,
  between: NodeOf<'activation'> | null,
): Separable[] {
  // Two biases, one through the other's kernel: nothing that we or Keras write.
  if (depthwise.attributes.useBias && pointwise.attributes.useBias) return []
  const biased = depthwise.attributes.useBias ? depthwise : pointwise.attributes.useBias ? pointwise : null
  const separable: Separable = {
    // Its block's name, which is the separable convolution's own.
    name: depthwise.block.split('/').at(-1) || last.name,
    order,
    input: first.inputs[0] ?? '',
    depthwiseKernel: `${depthwise.name}/kernel`,
    pointwiseKernel: `${pointwise.name}/kernel`,
    bias: biased && { key: `${biased.name}/bias`, half: biased === depthwise ? 'depthwise' : 'pointwise' },
    window: depthwise.attributes,
    between: between?.attributes.activation ?? null,
    output: last.name,
    nodes: [first.name, ...(between ? [between.name] : []), last.name],
  }
  return [separable]
}
