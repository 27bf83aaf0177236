import type { z } from 'zod'
import type { ChannelMap, LayerMaps, mapArgsSchema, mapsArgsSchema } from '../../../shared/contract/inspection/maps.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { channelStatistics, rangeOf } from '../../../shared/inspection/channel-statistics.ts'
import { channelOf, mapTiles, rankChannels, scaleOf, tileSize } from '../../../shared/inspection/map-tiles.ts'
import type { Activations } from './activations.ts'
import { checkChannel, layerOf, mapShape, type InspectedModel } from './inspected-model.ts'
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
  const [height, width, channels] = mapShape(model, layer)
  const values = activations.read(model, image, layer)
  const statistics = channelStatistics(values, channels)
  const range = rangeOf(statistics)
  const scale = scaleOf(range)
  const order = rankChannels(statistics, rank)
  const chosen = order.slice(offset, offset + count)
  return succeed({
    layer,
    shape: [height, width, channels],
    scale,
    range: { ...range, meanAbsolute: values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length },
    statistics,
    order,
    offset,
    count: chosen.length,
    tile: tileSize(height, width, size),
    tiles: mapTiles({ values, height, width, channels }, chosen, size, scale),
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
  const [height, width, channels] = mapShape(model, layer)
  const values = activations.read(model, image, layer)
  return succeed({
    layer,
    channel,
    size: [height, width],
    values: channelOf({ values, channels }, channel),
    scale: scaleOf(rangeOf(channelStatistics(values, channels))),
    receptiveField: model.fields.get(layer) ?? null,
    image: seenImage(image),
  })
}
