import type { GraphBuilder } from '../graph/graph-builder.ts'
import type { LayerAttributes, Padding, Pair } from '../graph/layer-graph.ts'

/** What follows a convolution before its ReLU. */
export type UnitNorm = LayerAttributes['batchNormalization'] | 'none'

export interface UnitOptions {
  readonly stride?: number
  readonly padding?: Padding
}

/** A convolution, its batch norm and its ReLU; without batch norm it has a bias instead. Filters are as the paper's. */
export type Unit = (
  name: string,
  input: string,
  filters: number,
  kernel: number | Pair,
  options?: UnitOptions,
) => string

/** Layers are called `name`, `name_bn` and `name_act`. */
export function convolutionUnit(build: GraphBuilder, scaled: (count: number) => number, norm: UnitNorm): Unit {
  return (name, input, filters, kernel, { stride = 1, padding = 'same' } = {}) => {
    const kernelSize: Pair = typeof kernel === 'number' ? [kernel, kernel] : kernel
    const window = { kernelSize, strides: [stride, stride], padding, useBias: norm === 'none' } as const
    let x = build.conv2d(name, input, { filters: scaled(filters), ...window })
    if (norm !== 'none') x = build.batchNormalization(`${name}_bn`, x, norm)
    return build.activation(`${name}_act`, x, 'relu')
  }
}

/** Builds one branch of a module in a block of its own, `module/branch`, and returns what it leads to. */
export function branch(build: GraphBuilder, name: string, add: () => string): string {
  const outer = build.currentBlock()
  build.block(`${outer}/${name}`)
  const output = add()
  build.block(outer)
  return output
}

/** Global average pooling, dropout where there is any, and the softmax layer. */
export function classifier(
  build: GraphBuilder,
  input: string,
  { classes, dropout }: { readonly classes: number; readonly dropout: number },
): string {
  build.block('head')
  let x = build.globalAveragePooling2d('avg_pool', input)
  if (dropout > 0) x = build.dropout('dropout', x, dropout)
  return build.dense('predictions', x, { units: classes, useBias: true, activation: 'softmax' })
}
