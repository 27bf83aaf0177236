import type { ChannelMap, ValueScale } from '../../shared/contract/inspection/maps.ts'
import { symmetricScale } from '../../shared/pictures/value-scale.ts'

export interface ScaledMap {
  readonly values: Float32Array
  readonly size: readonly [number, number]
  readonly scale: ValueScale
}

export interface PairedMaps {
  readonly a: ScaledMap
  readonly b: ScaledMap
  /** B less A; null where the two have different sizes. */
  readonly difference: ScaledMap | null
}

/** Two maps on the scale of their layer, and what the second has more, on the layer's scale of differences. */
export function pairedMaps(
  { values: a, size }: Pick<ChannelMap, 'values' | 'size'>,
  { values: b, size: sizeB }: Pick<ChannelMap, 'values' | 'size'>,
  scale: ValueScale,
  differences: ValueScale | null,
): PairedMaps {
  const same = size.join() === sizeB.join()
  const less = same ? b.map((value, at) => value - (a[at] as number)) : null
  return {
    a: { values: a, size, scale },
    b: { values: b, size: sizeB, scale },
    difference: less && { values: less, size, scale: differences ?? symmetricScale(less) },
  }
}
