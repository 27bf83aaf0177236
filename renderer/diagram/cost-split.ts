import type { AnyLayerCost } from '../../shared/graph/count-known.ts'

export interface SplitPart {
  readonly part: 'depthwise' | 'pointwise' | 'spatial' | 'dense'
  readonly macs: number
  /** Of the sum of all parts, in 0..1. */
  readonly share: number
}

const PARTS = ['depthwise', 'pointwise', 'spatial', 'dense'] as const

/** Where the multiply-adds of some layers go; parts that cost nothing are left out. */
export function splitMacs(layers: readonly AnyLayerCost[]): readonly SplitPart[] {
  const sums = { depthwise: 0, pointwise: 0, spatial: 0, dense: 0 }
  for (const layer of layers) {
    if (layer.kind === 'dense') sums.dense += layer.macs ?? 0
    for (const { part, macs } of layer.parts) sums[part] += macs
  }
  const total = PARTS.reduce((sum, part) => sum + sums[part], 0)
  return PARTS.filter((part) => sums[part] > 0).map((part) => ({ part, macs: sums[part], share: sums[part] / total }))
}
