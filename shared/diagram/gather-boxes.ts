import type { AnyNode } from '../graph/any-graph.ts'

/** Layers that are drawn as one box, in order. */
export interface LayerBox {
  /** The name of its first layer. */
  readonly id: string
  readonly nodes: readonly AnyNode[]
}

const FOLLOWERS: ReadonlySet<string> = new Set(['batchNormalization', 'activation', 'dropout'])
const CONVOLUTIONS: ReadonlySet<string> = new Set(['conv2d', 'separableConv2d', 'depthwiseConv2d'])

/**
 * The boxes of some layers, which stand in topological order. A norm, an activation or a dropout joins the layer before
 * it; where a module begins with its activations, they join the convolution behind them, as the module is meant.
 */
export function gatherBoxes(
  nodes: readonly AnyNode[],
  consumers: ReadonlyMap<string, readonly AnyNode[]>,
): readonly LayerBox[] {
  const names = new Set(nodes.map(({ name }) => name))
  const fromOutside = (node: AnyNode) => node.inputs.every((input) => !names.has(input))
  const activatesFirst = nodes.some((node) => node.kind === 'activation' && fromOutside(node))
  const boxes = new Map<string, AnyNode[]>()

  for (const node of nodes) {
    const box = node.inputs.length === 1 ? boxes.get(node.inputs[0] ?? '') : undefined
    const last = box?.at(-1)
    const alone = last !== undefined && last.kind !== 'input' && consumers.get(last.name)?.length === 1
    const joins =
      box &&
      alone &&
      nested(last.block, node.block) &&
      (FOLLOWERS.has(node.kind) ? follows(node, activatesFirst) : precedes(box, node))
    if (joins) box.push(node)
    boxes.set(node.name, joins ? box : [node])
  }
  return [...new Set(boxes.values())].map((box) => ({ id: box[0]?.name ?? '', nodes: box }))
}

const follows = (node: AnyNode, activatesFirst: boolean) => !(activatesFirst && node.kind === 'activation')

/** A box of nothing but an activation waits for the convolution behind it. */
function precedes(box: readonly AnyNode[], node: AnyNode): boolean {
  return box.length === 1 && box[0]?.kind === 'activation' && CONVOLUTIONS.has(node.kind)
}

/** A separable convolution of several nodes stands in a block of its own, inside of its norm's. */
const nested = (a: string, b: string) => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
