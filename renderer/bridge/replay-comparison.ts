import type { Comparison, Depth } from '../../shared/contract/inspection/comparison.ts'
import type { ModelDescription } from '../../shared/contract/inspection/describe.ts'
import type { RequestInput } from '../../shared/contract/requests.ts'
import {
  channelStatistics,
  deadChannels,
  rangeOf,
  saturatedChannels,
} from '../../shared/inspection/channel-statistics.ts'
import { compareMaps } from '../../shared/inspection/compare-maps.ts'
import { mapTiles, rankBy, scaleOf, tileSize } from '../../shared/inspection/map-tiles.ts'
import { madeUpMap, seedOf } from './made-up-network.ts'

type Sides = Pick<RequestInput<'inspection:compare'>, 'a' | 'b'>

const TILE = 64

function pairOf(network: ModelDescription, { a, b }: Sides, layer: string) {
  const [left, right] = [a, b].map(({ image, model }) => madeUpMap(network, layer, seedOf(image, model)))
  return left && right ? { left, right, compared: compareMaps(left.values, right.values, left.channels) } : null
}

/** Both sides of a made-up layer, compared as the engine compares. */
export function replayCompare(network: ModelDescription, args: RequestInput<'inspection:compare'>): Comparison | null {
  const pair = pairOf(network, args, args.layer)
  if (!pair) return null
  const { left, right, compared } = pair
  const { offset = 0, count = 32 } = args
  const [rangeA, rangeB] = [rangeOf(left.statistics), rangeOf(right.statistics)]
  const scale = scaleOf({
    minimum: Math.min(rangeA.minimum, rangeB.minimum),
    maximum: Math.max(rangeA.maximum, rangeB.maximum),
  })
  const less = { ...left, values: compared.difference }
  const statistics = channelStatistics(compared.difference, left.channels)
  const range = rangeOf(statistics)
  const high = Math.max(-range.minimum, range.maximum) || 1
  const order = rankBy(statistics.energy)
  const chosen = order.slice(offset, offset + count)
  const side = (of: typeof left) => ({
    ...{ layer: args.layer, shape: [of.height, of.width, of.channels], statistics: of.statistics },
    tile: tileSize(of.height, of.width, TILE),
    tiles: mapTiles(of, chosen, TILE, scale),
    dead: deadChannels(of.statistics),
    saturated: saturatedChannels(of.values, of.statistics),
  })
  const differences = { low: -high, high, signed: true }
  return {
    ...{ match: 'name', a: side(left), b: side(right), scale, order, offset, count: chosen.length, durationMs: 1 },
    difference: {
      ...{ ...compared, scale: differences, meanSize: [left.height, left.width] },
      tiles: mapTiles(less, chosen, TILE, differences),
    },
  }
}

/** How far the two sides are apart in each convolution and activation. */
export function replayDepth(network: ModelDescription, sides: Sides): Depth {
  const rows = network.layers
    .filter(({ kind }) => kind === 'activation' || kind.includes('onv2d'))
    .flatMap(({ name, block, depth }): Depth['rows'] => {
      const pair = pairOf(network, sides, name)
      if (!pair) return []
      const { cosine, relativeL2 } = pair.compared
      return [{ layer: name, layerB: name, match: 'name', block, depth, cosine, relativeL2, deadA: 0, deadB: 0 }]
    })
  return { rows, parting: rows.find(({ relativeL2 }) => (relativeL2 ?? 0) > 0.1)?.layer ?? null, durationMs: 1 }
}
