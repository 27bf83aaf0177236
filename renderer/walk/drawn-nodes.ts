import { inferShapes } from '../../shared/graph/infer-shapes.ts'
import type { LayerGraph, LayerNode, Pair } from '../../shared/graph/layer-graph.ts'

/** What a box of a drawing is, which gives it its hue and its sign. */
export type BoxKind = 'input' | 'depthwise' | 'pointwise' | 'convolution' | 'pooling' | 'join' | 'activation' | 'module'

/** The few words of a drawing, in the reader's language. */
export interface DrawingWords {
  readonly input: string
  readonly depthwise: string
  readonly maxPool: string
  readonly averagePool: string
  readonly concatenate: string
  readonly channels: string
}

export interface DrawnNode {
  readonly name: string
  readonly kind: BoxKind
  readonly text: string
  /** The output's shape; empty for what does not change it. */
  readonly detail: string
  readonly inputs: readonly string[]
}

const size = ([height, width]: Pair) => `${height}×${width}`
const strided = (strides: Pair) => (strides[0] > 1 ? ` /${strides[0]}` : '')

function boxOf(node: LayerNode, words: DrawingWords): readonly [BoxKind, string] | null {
  switch (node.kind) {
    case 'input':
      return ['input', words.input]
    case 'conv2d': {
      const { kernelSize, strides, filters } = node.attributes
      const kind = kernelSize[0] * kernelSize[1] === 1 ? 'pointwise' : 'convolution'
      return [kind, `${size(kernelSize)}, ${filters}${strided(strides)}`]
    }
    case 'depthwiseConv2d':
      return ['depthwise', `${words.depthwise} ${size(node.attributes.kernelSize)}`]
    case 'maxPooling2d':
      return ['pooling', `${words.maxPool} ${size(node.attributes.poolSize)}${strided(node.attributes.strides)}`]
    case 'averagePooling2d':
      return ['pooling', `${words.averagePool} ${size(node.attributes.poolSize)}${strided(node.attributes.strides)}`]
    case 'concatenate':
      return ['join', words.concatenate]
    case 'add':
      return ['join', '+']
    case 'scaledAdd':
      return ['join', `+ ${node.attributes.scale} ·`]
    case 'slice':
      return ['join', `${words.channels} ${node.attributes.start + 1}–${node.attributes.start + node.attributes.size}`]
    case 'activation':
      return ['activation', node.attributes.activation === 'elu' ? 'ELU' : 'ReLU']
    default:
      return null
  }
}

/** The boxes of a module's drawing. What does not stand for itself, batch norms above all, goes with what it follows. */
export function drawnNodes(graph: LayerGraph, words: DrawingWords): readonly DrawnNode[] {
  const shapes = inferShapes(graph)
  const standIn = new Map<string, string>()
  const nodes: DrawnNode[] = []
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => standIn.get(input) ?? input)
    const box = boxOf(node, words)
    if (!box) {
      standIn.set(node.name, inputs[0] ?? '')
      continue
    }
    const [kind, text] = box
    const detail = kind === 'activation' ? '' : (shapes.get(node.name) ?? []).join('×')
    nodes.push({ name: node.name, kind, text, detail, inputs })
  }
  return nodes
}
