import type { z } from 'zod'
import type { ChannelMap, LayerMaps, mapArgsSchema, mapsArgsSchema } from '../../../shared/contract/inspection/maps.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { rangeOf } from '../../../shared/inspection/channel-statistics.ts'
import { channelOf, mapTiles, rankChannels, tileSize } from '../../../shared/inspection/map-tiles.ts'
import type { Activations } from './activations.ts'
import { checkChannel, layerOf, type InspectedModel } from './inspected-model.ts'
import { layerSummary } from './layer-summary.ts'
import type { LoadedImage } from './load-image.ts'
import { seenImage } from './predict-image.ts'

type MapsOptions = Omit<z.output<typeof mapsArgsSchema>, 'model' | 'image'>
type MapOptions = Omit<z.output<typeof mapArgsSchema>, 'model' | 'image'>

/** A page of a layer's maps, ranked, with statistics of all. `layer-unknown` where the model has no such layer. */
export function layerMaps(
  model: InspectedModel,
  image: LoadedImage,
  options: MapsOptions,
  activations: Activations,
): Result<LayerMaps> {
  const startMs = performance.now()
  const { layer, rank, offset, count, size } = options
  const node = layerOf(model, layer)
  if (!node.ok) return node
  const map = layerSummary(model, image, layer, activations)
  const { height, width, channels, statistics, scale, meanAbsolute } = map
  const order = rankChannels(statistics, rank)
  const chosen = order.slice(offset, offset + count)
  return succeed({
    layer,
    shape: [height, width, channels],
    scale,
    range: { ...rangeOf(statistics), meanAbsolute },
    statistics,
    order,
    offset,
    count: chosen.length,
    tile: tileSize(height, width, size),
    tiles: mapTiles(map, chosen, size, scale),
    receptiveField: model.fields.get(layer) ?? null,
    durationMs: performance.now() - startMs,
  })
}

/** One channel at its own size. `layer-unknown`, or `option-invalid` for a channel that isn't there. */
export function channelMap(
  model: InspectedModel,
  image: LoadedImage,
  { layer, channel }: MapOptions,
  activations: Activations,
): Result<ChannelMap> {
  const node = layerOf(model, layer)
  if (!node.ok) return node
  const there = checkChannel(model, layer, channel)
  if (!there.ok) return there
  const map = layerSummary(model, image, layer, activations)
  return succeed({
    layer,
    channel,
    size: [map.height, map.width],
    values: channelOf(map, channel),
    scale: map.scale,
    receptiveField: model.fields.get(layer) ?? null,
    image: seenImage(image),
  })
}
