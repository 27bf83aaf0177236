import type { ChannelStatistics } from '../../../shared/contract/inspection/describe.ts'
import type { ValueScale } from '../../../shared/contract/inspection/maps.ts'
import { channelStatistics, rangeOf } from '../../../shared/inspection/channel-statistics.ts'
import { scaleOf, type TiledMap } from '../../../shared/inspection/map-tiles.ts'
import { createByteCache } from '../dataset/byte-cache.ts'
import type { Activations } from './activations.ts'
import { mapShape, type InspectedModel } from './inspected-model.ts'
import type { LoadedImage } from './load-image.ts'

/** A layer's values on an image, with what every view of them needs. */
export interface LayerSummary extends TiledMap {
  readonly statistics: ChannelStatistics
  readonly scale: ValueScale
  readonly meanAbsolute: number
}

/** Layers that were looked at last: paging through channels must not sum a million values up again. */
const cache = createByteCache<LayerSummary>(96 * 1024 * 1024)

export function layerSummary(
  model: InspectedModel,
  image: LoadedImage,
  layer: string,
  activations: Activations,
): LayerSummary {
  const key = `${model.key}|${image.key}|${layer}`
  const known = cache.get(key)
  if (known) return known
  const [height, width, channels] = mapShape(model, layer)
  const values = activations.read(model, image, layer)
  const statistics = channelStatistics(values, channels)
  const summary: LayerSummary = {
    values,
    height,
    width,
    channels,
    statistics,
    scale: scaleOf(rangeOf(statistics)),
    meanAbsolute: meanAbsolute(values),
  }
  cache.set(key, summary, values.length * 4)
  return summary
}

/** A plain loop: an iterator or a callback for each of a million values takes ten times as long. */
function meanAbsolute(values: Float32Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += Math.abs(values[at] as number)
  return sum / values.length
}
