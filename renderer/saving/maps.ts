import type { ChannelStatistics } from '../../shared/contract/inspection/describe.ts'
import type { Exciters } from '../../shared/contract/inspection/jobs.ts'
import type { ChannelMap, Kernels, LayerMaps } from '../../shared/contract/inspection/maps.ts'
import { enlargeTo, mapPicture } from '../../shared/pictures/arrange-pictures.ts'
import { mapGrid } from '../../shared/pictures/map-grid.ts'
import { colorsOf, toBytes } from '../../shared/pictures/value-scale.ts'
import { sideBySide } from '../inspection/kernel-planes.ts'
import { mapRows } from './map-rows.ts'
import type { Saveable } from './saveable.ts'

/** Values of a small tile are drawn as squares, so that it is about so many pixels wide. */
const TILE_PIXELS = 64
/** The longer side of a map that is saved alone, at most. */
export const LARGE_PIXELS = 320

const STATISTICS = [
  'minimum',
  'maximum',
  'mean',
  'energy',
  'variance',
  'zeros',
] as const satisfies readonly (keyof ChannelStatistics)[]

/** How far the values of a tile are drawn apart. */
export const tileZoom = ([height, width]: readonly [number, number]) =>
  Math.max(1, Math.floor(TILE_PIXELS / Math.max(height, width)))

/** The tiles that are shown, and the statistics of all channels in the shown order. */
export function mapsSaveable({ layer, tiles, tile, scale, order, statistics }: LayerMaps): Saveable {
  return {
    name: layer,
    picture: () => mapGrid(tiles, tile, colorsOf(scale), tileZoom(tile)),
    table: () => [
      ['channel', ...STATISTICS],
      ...order.map((channel) => [channel, ...STATISTICS.map((name) => statistics[name][channel] ?? 0)]),
    ],
  }
}

/** One channel with every value. */
export function channelSaveable({ layer, channel, values, size, scale }: ChannelMap): Saveable {
  return {
    name: `${layer}-${channel}`,
    picture: () => enlargeTo(mapPicture(toBytes(values, scale), size, colorsOf(scale)), LARGE_PIXELS),
    table: () => [['row', 'column', 'value'], ...mapRows(values, size)],
  }
}

/** The kernels that are shown, a row of numbers for each. */
export function kernelsSaveable(kernels: Kernels): Saveable {
  const { layer, part, order, offset, count, size, planes, values, scale, norms } = kernels
  const length = planes * size[0] * size[1]
  return {
    name: `${layer}-${part}`,
    picture: () => {
      const tile = [size[0], size[1] * planes] as const
      return mapGrid(toBytes(sideBySide(kernels), scale), tile, 'diverging', tileZoom(tile))
    },
    table: () => [
      ['kernel', 'norm', ...Array.from({ length }, (_, at) => `w${at}`)],
      ...Array.from({ length: count }, (_, place) => {
        const kernel = order[offset + place] ?? 0
        return [kernel, norms[kernel] ?? 0, ...values.subarray(place * length, (place + 1) * length)]
      }),
    ],
  }
}

/** The images that excite a channel most, and where in its map. */
export function excitersSaveable({ layer, channel, rows }: Exciters): Saveable {
  return {
    name: `${layer}-${channel}-exciters`,
    table: () => [
      ['file', 'class', 'value', 'row', 'column'],
      ...rows.map(({ file, label, value, position }) => [file, label, value, ...position]),
    ],
  }
}
