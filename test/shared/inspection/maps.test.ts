import { describe, expect, it } from 'vitest'
import { channelStatistics, deadChannels, saturatedChannels } from '../../../shared/inspection/channel-statistics.ts'
import { compareMaps } from '../../../shared/inspection/compare-maps.ts'
import { cutLayers } from '../../../shared/inspection/cut-layers.ts'
import { averagedChannels, mapTiles, rankChannels, scaleOf, tileSize } from '../../../shared/inspection/map-tiles.ts'
import { matchLayer } from '../../../shared/inspection/match-layers.ts'
import { placedFields } from '../../../shared/inspection/receptive-starts.ts'
import { resizeMap } from '../../../shared/inspection/resize-map.ts'
import { separables } from '../../../shared/inspection/separables.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import { inceptionV3 } from '../../../shared/zoo/inception-v3.ts'
import { xception } from '../../../shared/zoo/xception.ts'

// Two channels at four places: one alternates, the other is always 2.
const values = Float32Array.from([1, 2, -1, 2, 1, 2, 0, 2])

describe('statistics of channels', () => {
  it('are those of each channel', () => {
    const statistics = channelStatistics(values, 2)
    expect([...statistics.minimum]).toEqual([-1, 2])
    expect([...statistics.maximum]).toEqual([1, 2])
    expect([...statistics.mean]).toEqual([0.25, 2])
    expect([...statistics.energy]).toEqual([0.75, 4])
    expect([...statistics.variance]).toEqual([0.6875, 0])
    expect([...statistics.zeros]).toEqual([0.25, 0])
    expect(rankChannels(statistics, 'variance')).toEqual([0, 1])
    expect(rankChannels(statistics, 'mean')).toEqual([1, 0])
  })

  it('know dead channels and saturated ones', () => {
    // Dead; alive; nearly always at its upper end.
    const rows = Array.from({ length: 100 }, (_, place) => [0, place / 100, place === 0 ? 0 : 1])
    const map = Float32Array.from(rows.flat())
    const statistics = channelStatistics(map, 3)
    expect(deadChannels(statistics)).toEqual([0])
    expect(saturatedChannels(map, statistics)).toEqual([2])
  })
})

describe('tiles', () => {
  it('are bytes of one scale, zero in the middle of a signed one', () => {
    const scale = scaleOf({ minimum: -1, maximum: 2 })
    expect(scale).toEqual({ low: -2, high: 2, signed: true })
    expect([...mapTiles({ values, height: 2, width: 2, channels: 2 }, [1, 0], 8, scale)]).toEqual([
      255, 255, 255, 255, 191, 64, 191, 128,
    ])
    expect(scaleOf({ minimum: 0, maximum: 0 })).toEqual({ low: 0, high: 1, signed: false })
  })

  it('are averaged down by whole numbers, the edge with what it has', () => {
    expect(tileSize(147, 147, 64)).toEqual([49, 49])
    // Channel 0 counts the places, channel 1 is what is averaged.
    const plane = [1, 3, 5, 5, 7, 9, 1, 1, 2]
    const values = Float32Array.from(plane.flatMap((value, place) => [place, value]))
    const map = { values, height: 3, width: 3, channels: 2 }
    expect([...averagedChannels(map, [1], 2)]).toEqual([4, 7, 1, 2])
    expect([...averagedChannels(map, [1, 0], 2)]).toEqual([4, 7, 1, 2, 2, 3.5, 6.5, 8])
    expect([...averagedChannels(map, [1], 1)]).toEqual(plane)
  })

  it('are drawn over an image bilinearly', () => {
    const wide = resizeMap(Float32Array.from([0, 4]), [1, 2], [1, 8])
    expect([...wide]).toEqual([0, 0, 0.5, 1.5, 2.5, 3.5, 4, 4])
  })
})

describe('two maps', () => {
  it('are compared as a whole and by channel', () => {
    const other = values.map((value, at) => (at % 2 === 0 ? value : value + 1))
    const { cosine, relativeL2, channelCosine, channelRelativeL2, mean } = compareMaps(values, other, 2)
    const [aa, bb, ab] = [19, 39, 27]
    expect(cosine).toBeCloseTo(ab / Math.sqrt(aa * bb), 6)
    expect(relativeL2).toBeCloseTo(Math.sqrt(4 / aa), 6)
    expect([...channelCosine]).toEqual([1, 1])
    expect([...channelRelativeL2]).toEqual([0, 0.5])
    expect([...mean]).toEqual([0.5, 0.5, 0.5, 0.5])
  })
})

describe('layers', () => {
  const graph = xception()

  it('through which alone the image is seen', () => {
    const cuts = cutLayers(graph)
    const shapes = inferShapes(graph)
    expect(cuts.length).toBeGreaterThanOrEqual(14)
    expect(shapes.get(cuts.find((name) => name.includes('block1')) ?? '')).toEqual([147, 147, 64])
    // Nothing behind a cut reads what stands before it.
    for (const each of [graph, inceptionV3()]) {
      for (const cut of cutLayers(each)) {
        const at = each.nodes.findIndex(({ name }) => name === cut)
        const before = new Set(each.nodes.slice(0, at).map(({ name }) => name))
        const crossing = each.nodes.slice(at + 1).filter(({ inputs }) => inputs.some((input) => before.has(input)))
        expect(crossing, cut).toEqual([])
      }
    }
  })

  it('that are separable convolutions, in each of their forms', () => {
    expect(separables(graph)).toHaveLength(34)
    for (const order of ['pointwise-first', 'depthwise-first'] as const) {
      for (const activation of ['none', 'relu'] as const) {
        const found = separables(xception({ inputSize: 32, order, activation }))
        expect(found).toHaveLength(34)
        expect(found[0]).toMatchObject({ name: 'block2_sepconv1', order })
        expect(found[0]?.between).toBe(activation === 'none' ? null : activation)
      }
    }
    expect(separables(inceptionV3())).toEqual([])
  })

  it('see a part of the image, padding counted', () => {
    const fields = placedFields(graph)
    expect(fields.get('block1_conv1')).toEqual({ start: [0, 0], stride: [2, 2], size: [3, 3] })
    expect(fields.get('block1_conv2')).toEqual({ start: [0, 0], stride: [2, 2], size: [7, 7] })
    // SAME: one value more on each side.
    expect(fields.get('block2_sepconv1')).toEqual({ start: [-2, -2], stride: [2, 2], size: [11, 11] })
    expect(fields.get('predictions')).toBeNull()
  })

  it('are held against the one of the same name, else the nearest of the same kind by depth', () => {
    expect(matchLayer(graph, 'block5_sepconv1', graph)).toEqual({ layer: 'block5_sepconv1', match: 'name' })
    const { layer, match } = matchLayer(graph, 'block2_sepconv1', inceptionV3())
    expect(match).toBe('nearest')
    expect(inceptionV3().nodes.findIndex(({ name }) => name === layer)).toBeLessThan(80)
  })
})
