import { assertNever } from '../../shared/graph/assert-never.ts'
import type { AnyNode } from '../../shared/graph/any-graph.ts'
import type { Pair } from '../../shared/graph/layer-graph.ts'

export type AttributeName =
  | 'filters'
  | 'kernelSize'
  | 'strides'
  | 'padding'
  | 'bias'
  | 'momentum'
  | 'epsilon'
  | 'activationName'
  | 'poolSize'
  | 'units'
  | 'rate'
  | 'scale'
  | 'channels'
  | 'depthRadius'

/** One attribute of a layer as the inspector shows it: numbers and Keras' own words, which are the same everywhere. */
export interface ShownAttribute {
  readonly name: AttributeName
  readonly value: string
}

const pair = ([height, width]: Pair) => `${height}×${width}`
const shown = (name: AttributeName, value: string | number): ShownAttribute => ({ name, value: String(value) })

/** The attributes of a layer, those that say how it computes first. */
export function layerAttributes(node: AnyNode): readonly ShownAttribute[] {
  switch (node.kind) {
    case 'conv2d':
    case 'separableConv2d':
    case 'depthwiseConv2d': {
      const { kernelSize, strides, padding, useBias } = node.attributes
      return [
        shown('kernelSize', pair(kernelSize)),
        ...('filters' in node.attributes ? [shown('filters', node.attributes.filters)] : []),
        shown('strides', pair(strides)),
        shown('padding', padding),
        shown('bias', useBias ? '✓' : '–'),
      ]
    }
    case 'maxPooling2d':
    case 'averagePooling2d': {
      const { poolSize, strides, padding } = node.attributes
      return [shown('poolSize', pair(poolSize)), shown('strides', pair(strides)), shown('padding', padding)]
    }
    case 'batchNormalization':
      return [shown('momentum', node.attributes.momentum), shown('epsilon', node.attributes.epsilon)]
    case 'activation':
      return [shown('activationName', node.attributes.activation)]
    case 'dense':
      return [shown('units', node.attributes.units), shown('activationName', node.attributes.activation)]
    case 'dropout':
      return [shown('rate', node.attributes.rate)]
    case 'scaledAdd':
      return [shown('scale', node.attributes.scale)]
    case 'slice':
      return [shown('channels', `${node.attributes.start + 1}–${node.attributes.start + node.attributes.size}`)]
    case 'localResponseNormalization':
      return [shown('depthRadius', node.attributes.depthRadius)]
    case 'input':
    case 'globalAveragePooling2d':
    case 'add':
    case 'concatenate':
    case 'flatten':
    // What its file says stands apart, under the file's own names.
    case 'unknown':
      return []
    default:
      return assertNever(node)
  }
}
