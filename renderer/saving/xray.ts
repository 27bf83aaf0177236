import type { XRay } from '../../shared/contract/inspection/x-ray.ts'
import { arrangePictures, enlargeTo, mapPicture } from '../../shared/pictures/arrange-pictures.ts'
import { axisFromZero, type ChartMark } from '../../shared/pictures/chart.ts'
import { drawChart } from '../../shared/pictures/draw-chart.ts'
import { colorsOf, symmetricScale, toBytes } from '../../shared/pictures/value-scale.ts'
import type { ValueScale } from '../../shared/contract/inspection/maps.ts'
import { mapRows } from './map-rows.ts'
import type { Saveable } from './saveable.ts'

const MAP = 96
const CHART = { width: 640, height: 200 }

const bars = (values: Iterable<number>): ChartMark[] =>
  Array.from(values, (value, at) => ({ kind: 'bar', from: at, to: at + 1, base: 0, value }))

/** The channels that give most, each with its kernel and depthwise result, and below them the steps to the output. */
export function xraySaveable(xray: XRay): Saveable {
  const { layer, outputChannel, contributors, inputSize, outputSize, kernelSize, scales } = xray
  const { mixed, normalized, output } = xray
  const steps = [
    { name: 'mixed', values: mixed, scale: symmetricScale(mixed) },
    ...(normalized ? [{ name: 'normalized', values: normalized, scale: symmetricScale(normalized) }] : []),
    { name: 'output', values: output, scale: scales.output },
  ]
  const picture = (values: Float32Array, size: readonly [number, number], scale: ValueScale) =>
    enlargeTo(mapPicture(toBytes(values, scale), size, colorsOf(scale)), MAP)
  return {
    name: `${layer}-${outputChannel}-xray`,
    picture: () => {
      const kernels = symmetricScale(...contributors.map(({ kernel }) => kernel))
      return arrangePictures([
        ...contributors.map(({ input, kernel, filtered }) => [
          picture(input, inputSize, scales.input),
          ...(kernel.length > 0
            ? [picture(kernel, kernelSize, kernels), picture(filtered, outputSize, scales.between)]
            : []),
        ]),
        steps.map(({ values, scale }) => picture(values, outputSize, scale)),
      ])
    },
    table: () => [
      ['row', 'column', ...steps.map(({ name }) => name)],
      ...mapRows(output, outputSize).map((place, at) => [
        ...place.slice(0, 2),
        ...steps.map(({ values }) => values[at] ?? 0),
      ]),
    ],
  }
}

/** The whole row of the pointwise matrix that makes the output channel. */
export function mixingSaveable(xray: XRay, words: { title: string; channel: string; weight: string }): Saveable {
  const { layer, outputChannel, row, contributions } = xray
  return {
    name: `${layer}-${outputChannel}-row`,
    drawing: () =>
      drawChart(
        {
          ...{ title: `${words.title}: ${layer}, ${outputChannel}`, hue: 'pointwise', marks: bars(row) },
          x: { title: words.channel, low: 0, high: row.length },
          y: { title: words.weight, ...axisFromZero(row) },
        },
        CHART,
      ),
    table: () => [
      ['input_channel', 'weight', 'contribution'],
      ...[...row].map((weight, channel) => [channel, weight, contributions[channel] ?? 0]),
    ],
  }
}

/** What a ReLU between the halves takes from each channel, the most first. */
export function cutSaveable(xray: XRay, words: { title: string; channel: string; share: string }): Saveable {
  const { layer, cut } = xray
  const order = [...cut.values.keys()].toSorted((a, b) => (cut.values[b] ?? 0) - (cut.values[a] ?? 0))
  return {
    name: `${layer}-cut`,
    drawing: () =>
      drawChart(
        {
          ...{ title: `${words.title}: ${layer}`, hue: 'depthwise' },
          marks: bars(order.map((channel) => cut.values[channel] ?? 0)),
          x: { title: words.channel, low: 0, high: order.length },
          y: { title: words.share, low: 0, high: 1 },
        },
        CHART,
      ),
    table: () => [
      ['channel', 'values_cut', 'energy_cut'],
      ...order.map((channel) => [channel, cut.values[channel] ?? 0, cut.energy[channel] ?? 0]),
    ],
  }
}
