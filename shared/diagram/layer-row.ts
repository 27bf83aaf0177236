import { assertNever } from '../graph/assert-never.ts'
import { isRuled, type AnyNode } from '../graph/any-graph.ts'
import type { Pair, Shape } from '../graph/layer-graph.ts'

/** How a layer is drawn: its hue. Depthwise is teal and pointwise orange everywhere; a separable one wears both. */
export type RowHue =
  'input' | 'convolution' | 'separable' | 'depthwise' | 'pointwise' | 'pooling' | 'dense' | 'join' | 'light' | 'unknown'

export interface RowLook {
  readonly hue: RowHue
  readonly text: string
}

const NAMES = { linear: 'Linear', relu: 'ReLU', elu: 'ELU', softmax: 'Softmax' } as const

/** `3×3`, with the stride behind it where there is one: `3×3/2`. */
function windowText(window: Pair, strides: Pair): string {
  return `${window[0]}×${window[1]}${strides[0] > 1 ? `/${strides[0]}` : ''}`
}

/** `19×19×728`; `?` where it is not known. */
export const shapeText = (shape: Shape | null): string => shape?.join('×') ?? '?'

/** What a layer's line in the diagram says, in the technical English of papers and code. */
export function lookOf(node: AnyNode): RowLook {
  const look = (hue: RowHue, text: string): RowLook => ({ hue, text })
  switch (node.kind) {
    case 'input':
      return look('input', `Input ${shapeText(node.attributes.shape)}`)
    case 'conv2d': {
      const { kernelSize, strides, filters } = node.attributes
      const isPointwise = kernelSize[0] === 1 && kernelSize[1] === 1
      return look(isPointwise ? 'pointwise' : 'convolution', `Conv ${filters}, ${windowText(kernelSize, strides)}`)
    }
    case 'depthwiseConv2d':
      return look('depthwise', `Depthwise ${windowText(node.attributes.kernelSize, node.attributes.strides)}`)
    case 'separableConv2d': {
      const { filters, kernelSize, strides } = node.attributes
      return look('separable', `SepConv ${filters}, ${windowText(kernelSize, strides)}`)
    }
    case 'activation':
      return look('light', NAMES[node.attributes.activation])
    case 'batchNormalization':
      return look('light', 'Batch norm')
    case 'maxPooling2d':
      return look('pooling', `Max pool ${windowText(node.attributes.poolSize, node.attributes.strides)}`)
    case 'averagePooling2d':
      return look('pooling', `Average pool ${windowText(node.attributes.poolSize, node.attributes.strides)}`)
    case 'globalAveragePooling2d':
      return look('pooling', 'Global average')
    case 'dense':
      return look('dense', `Dense ${node.attributes.units}, ${NAMES[node.attributes.activation]}`)
    case 'dropout':
      return look('light', `Dropout ${node.attributes.rate}`)
    case 'add':
      return look('join', '+')
    case 'scaledAdd':
      return look('join', `+ ${node.attributes.scale} ×`)
    case 'concatenate':
      return look('join', 'Concatenate')
    case 'slice':
      return look('light', `Channels ${node.attributes.start}–${node.attributes.start + node.attributes.size - 1}`)
    case 'flatten':
      return look('light', 'Flatten')
    case 'localResponseNormalization':
      return look('light', 'Local response norm')
    case 'unknown':
      return look('unknown', `${isRuled(node) ? '' : 'Unknown: '}${node.attributes.className}`)
    default:
      return assertNever(node)
  }
}
