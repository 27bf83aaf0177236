import type { z } from 'zod'
import type { compareArgsSchema, Comparison } from '../../../shared/contract/inspection/comparison.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { ValueScale } from '../../../shared/contract/inspection/maps.ts'
import {
  channelStatistics,
  deadChannels,
  rangeOf,
  saturatedChannels,
} from '../../../shared/inspection/channel-statistics.ts'
import { compareMaps } from '../../../shared/inspection/compare-maps.ts'
import { mapTiles, rankBy, rankChannels, scaleOf, tileSize } from '../../../shared/inspection/map-tiles.ts'
import { matchLayer } from '../../../shared/inspection/match-layers.ts'
import type { Activations } from './activations.ts'
import { layerOf, mapShape, type InspectedModel } from './inspected-model.ts'
import { layerSummary, type LayerSummary } from './layer-summary.ts'
import type { LoadedImage } from './load-image.ts'

/** A model with an image in it: one side of a comparison. */
export interface Side {
  readonly model: InspectedModel
  readonly image: LoadedImage
}

type Options = Omit<z.output<typeof compareArgsSchema>, 'a' | 'b'>

/** The maps of one layer of two sides. A layer that B lacks is held against the nearest by depth, and `match` says so. */
export function compareLayers(a: Side, b: Side, options: Options, activations: Activations): Result<Comparison> {
  const startMs = performance.now()
  const found = layerOf(a.model, options.layer)
  if (!found.ok) return found
  const { layer, match } =
    options.layerB === undefined
      ? matchLayer(a.model.graph, options.layer, b.model.graph)
      : { layer: options.layerB, match: 'chosen' as const }
  const foundB = layerOf(b.model, layer)
  if (!foundB.ok) return foundB
  const [left, right] = [mapOf(a, options.layer, activations), mapOf(b, layer, activations)]
  const [rangeA, rangeB] = [rangeOf(left.statistics), rangeOf(right.statistics)]
  const scale = scaleOf({
    minimum: Math.min(rangeA.minimum, rangeB.minimum),
    maximum: Math.max(rangeA.maximum, rangeB.maximum),
  })
  const same = left.shape.join() === right.shape.join()
  const compared = same ? compareMaps(left.values, right.values, left.channels) : null
  const difference = compared && {
    ...compared,
    statistics: channelStatistics(compared.difference, left.channels),
  }
  const larger = left.channels >= right.channels ? left : right
  const order =
    options.rank === 'difference'
      ? rankBy((difference ?? larger).statistics.energy)
      : rankChannels(larger.statistics, options.rank)
  const chosen = order.slice(options.offset, options.offset + options.count)
  const side = (of: PlainLayer) => {
    const own = chosen.filter((channel) => channel < of.channels)
    return {
      layer: of.layer,
      shape: [...of.shape],
      statistics: of.statistics,
      tile: tileSize(of.height, of.width, options.size),
      tiles: mapTiles(of, own, options.size, scale),
      dead: deadChannels(of.statistics),
      saturated: saturatedChannels(of.values, of.statistics),
    }
  }
  return succeed({
    match,
    a: side(left),
    b: side(right),
    scale,
    order,
    offset: options.offset,
    count: chosen.length,
    difference: difference && differenceOf(left, difference, chosen, options.size),
    durationMs: performance.now() - startMs,
  })
}

interface PlainLayer extends LayerSummary {
  readonly layer: string
  readonly shape: readonly number[]
}

function mapOf({ model, image }: Side, layer: string, activations: Activations): PlainLayer {
  return { layer, shape: mapShape(model, layer), ...layerSummary(model, image, layer, activations) }
}

type Compared = ReturnType<typeof compareMaps> & { readonly statistics: ReturnType<typeof channelStatistics> }

function differenceOf(
  { height, width, channels }: PlainLayer,
  { difference, statistics, mean, cosine, relativeL2, channelCosine, channelRelativeL2 }: Compared,
  chosen: readonly number[],
  size: number,
): NonNullable<Comparison['difference']> {
  const { minimum, maximum } = rangeOf(statistics)
  const high = Math.max(Math.abs(minimum), Math.abs(maximum)) || 1
  const scale: ValueScale = { low: -high, high, signed: true }
  return {
    scale,
    tiles: mapTiles({ values: difference, height, width, channels }, chosen, size, scale),
    mean,
    meanSize: [height, width],
    cosine,
    relativeL2,
    channelCosine,
    channelRelativeL2,
  }
}
