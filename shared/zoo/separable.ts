import type { GraphBuilder } from '../graph/graph-builder.ts'
import type { LayerAttributes } from '../graph/layer-graph.ts'
import type { XceptionOptions } from './xception-options.ts'

export interface SeparableStyle {
  readonly order: XceptionOptions['order']
  readonly activation: XceptionOptions['activation']
  readonly norm: LayerAttributes['batchNormalization']
}

const SPATIAL = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: false } as const
const POINTWISE = { kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: false } as const

/**
 * A 3x3 separable convolution and its batch norm. The usual form is one node; pointwise first, or an activation between
 * the halves, are two or three nodes in a block of the convolution's own name, with the batch norm after the last.
 */
export function separable(
  build: GraphBuilder,
  name: string,
  input: string,
  filters: number,
  style: SeparableStyle,
): string {
  const outer = build.currentBlock()
  const output = halves(build, name, input, filters, style)
  build.block(outer)
  return build.batchNormalization(`${name}_bn`, output, style.norm)
}

function halves(build: GraphBuilder, name: string, input: string, filters: number, style: SeparableStyle): string {
  if (style.order === 'depthwise-first' && style.activation === 'none') {
    return build.separableConv2d(name, input, { filters, ...SPATIAL })
  }
  build.block(`${build.currentBlock()}/${name}`)
  const depthwise = (x: string) => build.depthwiseConv2d(`${name}_depthwise`, x, SPATIAL)
  const pointwise = (x: string) => build.conv2d(`${name}_pointwise`, x, { filters, ...POINTWISE })
  const between = (x: string) =>
    style.activation === 'none' ? x : build.activation(`${name}_between`, x, style.activation)
  return style.order === 'depthwise-first' ? pointwise(between(depthwise(input))) : depthwise(between(pointwise(input)))
}
