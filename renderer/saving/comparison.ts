import type { Comparison, Depth, Similarity } from '../../shared/contract/inspection/comparison.ts'
import type { ChannelMap } from '../../shared/contract/inspection/maps.ts'
import { arrangePictures, enlarge, enlargeTo, mapPicture } from '../../shared/pictures/arrange-pictures.ts'
import { axisAround, axisFromZero } from '../../shared/pictures/chart.ts'
import { drawChart } from '../../shared/pictures/draw-chart.ts'
import { colorsOf, toBytes } from '../../shared/pictures/value-scale.ts'
import type { ChannelPoint } from '../inspection/channel-points.ts'
import type { PairedMaps } from '../inspection/paired-maps.ts'
import { mapRows } from './map-rows.ts'
import { LARGE_PIXELS, tileZoom } from './maps.ts'
import type { Saveable } from './saveable.ts'

const nameOf = ({ a, b, match }: Pick<Comparison, 'a' | 'b' | 'match'>) =>
  match === 'name' ? `${a.layer}-compared` : `${a.layer}-${b.layer}-compared`

/** The channels that are shown, each as A, B and their difference; the numbers of all channels. */
export function comparisonSaveable(comparison: Comparison): Saveable {
  const { a, b, difference, scale, order, offset, count } = comparison
  return {
    name: nameOf(comparison),
    picture: () => {
      const zoom = tileZoom(a.tile)
      const part = (tiles: Uint8Array, tile: readonly [number, number], place: number, colors = colorsOf(scale)) => {
        const area = tile[0] * tile[1]
        return enlarge(mapPicture(tiles.subarray(place * area, (place + 1) * area), tile, colors), zoom)
      }
      const rows = Array.from({ length: count }, (_, place) => place).filter((place) => {
        const channel = order[offset + place] ?? 0
        return channel < a.statistics.mean.length && channel < b.statistics.mean.length
      })
      const triples = rows.map((place) => [
        part(a.tiles, a.tile, place),
        part(b.tiles, b.tile, place),
        ...(difference ? [part(difference.tiles, a.tile, place, 'diverging')] : []),
      ])
      // As wide as it is high, as near as whole triples come to that.
      const across = Math.max(1, Math.round(Math.sqrt(triples.length / 3)))
      const lines = Math.ceil(triples.length / across)
      return arrangePictures(
        Array.from({ length: lines }, (_, line) => triples.slice(line * across, (line + 1) * across).flat()),
      )
    },
    table: () => [
      ['channel', 'mean_a', 'mean_b', 'energy_a', 'energy_b', 'cosine', 'relative_l2'],
      ...order.map((channel) => [
        channel,
        ...[a.statistics.mean[channel] ?? '', b.statistics.mean[channel] ?? ''],
        ...[a.statistics.energy[channel] ?? '', b.statistics.energy[channel] ?? ''],
        ...[difference?.channelCosine[channel] ?? '', difference?.channelRelativeL2[channel] ?? ''],
      ]),
    ],
  }
}

/** How far the two are apart in each layer. */
export function depthSaveable({ rows }: Depth, words: { title: string; layer: string; apart: string }): Saveable {
  return {
    name: 'depth',
    drawing: () =>
      drawChart(
        {
          title: words.title,
          x: {
            ...{ title: words.layer, low: 0, high: rows.length },
            names: rows.map(({ layer }, at) => ({ at: at + 0.5, text: layer })),
          },
          y: { title: words.apart, ...axisFromZero(rows.map(({ relativeL2 }) => relativeL2 ?? 0)) },
          marks: rows.map(({ relativeL2 }, at) => {
            return { kind: 'bar', from: at, to: at + 1, base: 0, value: relativeL2 ?? 0 }
          }),
        },
        { width: Math.max(320, 14 * rows.length), height: 240 },
      ),
    table: () => [
      ['layer', 'layer_b', 'match', 'cosine', 'relative_l2', 'dead_a', 'dead_b'],
      ...rows.map((row) => [
        ...[row.layer, row.layerB, row.match, row.cosine ?? '', row.relativeL2 ?? '', row.deadA, row.deadB],
      ]),
    ],
  }
}

/** Each channel of A against the same channel of B. */
export function scatterSaveable(
  layer: string,
  points: readonly ChannelPoint[],
  words: { title: string; a: string; b: string },
): Saveable {
  return {
    name: `${layer}-channels`,
    drawing: () => {
      const ends = axisAround(points.flatMap(({ a, b }) => [a, b]))
      return drawChart(
        {
          title: words.title,
          x: { title: words.a, ...ends },
          y: { title: words.b, ...ends },
          marks: [
            { kind: 'guide', from: [ends.low, ends.low], to: [ends.high, ends.high] },
            ...points.map(({ a, b }) => ({ kind: 'point' as const, x: a, y: b })),
          ],
        },
        { width: 360, height: 360 },
      )
    },
    table: () => [['channel', 'a', 'b'], ...points.map(({ channel, a, b }) => [channel, a, b])],
  }
}

/** How alike the two represent the dataset's images. */
export function similaritySaveable({ rows }: Similarity): Saveable {
  return {
    name: 'similarity',
    table: () => [
      ['layer', 'layer_b', 'match', 'cka', 'effective_rank_a', 'effective_rank_b', 'dead_a', 'dead_b'],
      ...rows.map((row) => [
        ...[row.layer, row.layerB, row.match, row.cka, row.effectiveRankA, row.effectiveRankB, row.deadA, row.deadB],
      ]),
    ],
  }
}

/** One channel of both sides with their difference: every value. */
export function pairSaveable({ layer, channel }: ChannelMap, { a, b, difference }: PairedMaps): Saveable {
  const maps = [a, b, ...(difference ? [difference] : [])]
  return {
    name: `${layer}-${channel}-compared`,
    picture: () =>
      arrangePictures([
        maps.map(({ values, size, scale }) =>
          enlargeTo(mapPicture(toBytes(values, scale), size, colorsOf(scale)), LARGE_PIXELS),
        ),
      ]),
    table: () =>
      difference
        ? [
            ['row', 'column', 'a', 'b', 'b_less_a'],
            ...mapRows(a.values, a.size).map((row, at) => [...row, b.values[at] ?? 0, difference.values[at] ?? 0]),
          ]
        : [
            ['side', 'row', 'column', 'value'],
            ...mapRows(a.values, a.size).map((row) => ['a', ...row]),
            ...mapRows(b.values, b.size).map((row) => ['b', ...row]),
          ],
  }
}
