import { assertNever } from '../../shared/graph/assert-never.ts'
import type { LayerNode, Pair } from '../../shared/graph/layer-graph.ts'

/** How a row is drawn: its hue and its height. */
export type RowKind =
  | 'input'
  | 'convolution'
  | 'separable'
  | 'depthwise'
  | 'pointwise'
  | 'activation'
  | 'pooling'
  | 'add'
  | 'dense'
  | 'dropout'

/** One layer in a block of the diagram. */
export interface DiagramRow {
  readonly layer: string
  readonly kind: RowKind
  readonly text: string
}

const NAMES = { linear: 'Linear', relu: 'ReLU', elu: 'ELU', softmax: 'Softmax' } as const

/** `3×3`, with the stride behind it where there is one: `3×3/2`. */
function windowText(window: Pair, strides: Pair): string {
  return `${window[0]}×${window[1]}${strides[0] > 1 ? `/${strides[0]}` : ''}`
}

/** The row of a layer; none for batch norms, which go without saying after each convolution. */
export function rowOf(node: LayerNode): readonly DiagramRow[] {
  const row = (kind: RowKind, text: string): readonly DiagramRow[] => [{ layer: node.name, kind, text }]
  switch (node.kind) {
    case 'input':
      return row('input', node.attributes.shape.join(' × '))
    case 'conv2d': {
      const { kernelSize, strides, filters } = node.attributes
      const kind = kernelSize[0] === 1 && kernelSize[1] === 1 ? 'pointwise' : 'convolution'
      return row(kind, `Conv ${filters}, ${windowText(kernelSize, strides)}`)
    }
    case 'depthwiseConv2d':
      return row('depthwise', `Depthwise ${windowText(node.attributes.kernelSize, node.attributes.strides)}`)
    case 'separableConv2d':
      return row(
        'separable',
        `SepConv ${node.attributes.filters}, ${windowText(node.attributes.kernelSize, node.attributes.strides)}`,
      )
    case 'activation':
      return row('activation', NAMES[node.attributes.activation])
    case 'maxPooling2d':
      return row('pooling', `Max pool ${windowText(node.attributes.poolSize, node.attributes.strides)}`)
    case 'globalAveragePooling2d':
      return row('pooling', 'Global average')
    case 'dense':
      return row('dense', `Dense ${node.attributes.units}, ${NAMES[node.attributes.activation]}`)
    case 'dropout':
      return row('dropout', `Dropout ${node.attributes.rate}`)
    case 'add':
      return row('add', '+')
    case 'scaledAdd':
      return row('add', `+ ${node.attributes.scale}·`)
    case 'averagePooling2d':
      return row('pooling', `Average pool ${windowText(node.attributes.poolSize, node.attributes.strides)}`)
    case 'concatenate':
      return row('activation', 'Concatenate')
    case 'slice':
      return row('activation', `Channels ${node.attributes.start}–${node.attributes.start + node.attributes.size - 1}`)
    case 'flatten':
      return row('activation', 'Flatten')
    case 'localResponseNormalization':
      return row('activation', 'Local response norm')
    case 'batchNormalization':
      return []
    default:
      return assertNever(node)
  }
}
