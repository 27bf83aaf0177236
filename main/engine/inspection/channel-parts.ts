import type { Tensor4D } from '@tensorflow/tfjs-node'
import type { Contributor, XRay } from '../../../shared/contract/inspection/x-ray.ts'
import { channelOf, rankBy } from '../../../shared/inspection/map-tiles.ts'
import { columnOf, contributionsOf, differenceOf, restOf } from '../../../shared/inspection/mixing.ts'
import type { Separable } from '../../../shared/inspection/separables.ts'
import { activate } from '../backend/activation-ops.ts'
import { convolveDepthwise } from '../backend/convolution-ops.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Halves } from './separable-halves.ts'

/** The output channel that is taken apart, and how many of its contributors are shown. */
interface Choice {
  readonly outputChannel: number
  readonly top: number
}

/** What an output channel is made of. */
export type Parts = Pick<XRay, 'row' | 'contributions' | 'contributors' | 'rest' | 'sum' | 'kernel' | 'mixed' | 'error'>

/** `mixed = Σ weight · filtered + bias`: the contributors are the depthwise maps. */
export function depthwiseFirst(halves: Halves, { bias }: Separable, { outputChannel, top }: Choice): Parts {
  const { input, filtered, mixing, kernels } = halves
  const constant = bias?.half === 'pointwise' ? (halves.bias?.[outputChannel] ?? 0) : 0
  const row = columnOf(mixing, outputChannel, filtered.channels)
  const contributions = contributionsOf(filtered.values, row)
  const shown = rankBy(contributions).slice(0, top)
  const kernel = (channel: number) => channelOf({ values: kernels, channels: input.channels }, channel)
  const { rest, sum } = restOf(filtered.values, row, new Set(shown), constant)
  const mixed = channelOf(halves.output, outputChannel)
  return {
    row,
    contributions,
    contributors: shown.map((channel) => contributor(halves, row, contributions, channel, kernel(channel))),
    rest,
    sum,
    kernel: new Float32Array(0),
    mixed,
    error: differenceOf(sum, mixed),
  }
}

/** `mixed = kernel * act(Σ weight · input)`: the contributors are the input's own maps, behind them one kernel. */
export function pointwiseFirst(halves: Halves, separable: Separable, { outputChannel, top }: Choice): Parts {
  const { input, between, output, mixing, kernels } = halves
  const constant = separable.bias?.half === 'pointwise' ? (halves.bias?.[outputChannel] ?? 0) : 0
  const row = columnOf(mixing, outputChannel, input.channels)
  const contributions = contributionsOf(input.values, row)
  const shown = rankBy(contributions).slice(0, top)
  const { rest, sum } = restOf(input.values, row, new Set(shown), constant)
  const kernel = channelOf({ values: kernels, channels: between.channels }, outputChannel)
  const mixed = channelOf(output, outputChannel)
  const own = separable.bias?.half === 'depthwise' ? (halves.bias?.[outputChannel] ?? 0) : 0
  return {
    row,
    contributions,
    contributors: shown.map((channel) => contributor(halves, row, contributions, channel, new Float32Array(0))),
    rest,
    sum,
    kernel,
    mixed,
    error: differenceOf(filterPlane(sum, halves, separable, kernel, own), mixed),
  }
}

/** The depthwise half on one plane, behind what stands between. */
function filterPlane(sum: Float32Array, { between }: Halves, separable: Separable, kernel: Float32Array, bias: number) {
  return scoped(() => {
    const [rows, columns] = separable.window.kernelSize
    const plane = tf.tensor(sum.slice(), [1, between.size[0], between.size[1], 1]) as Tensor4D
    const activated = separable.between ? activate(plane, separable.between) : plane
    const window = tf.tensor(kernel.slice(), [rows, columns, 1, 1]) as Tensor4D
    return tf
      .add(convolveDepthwise(activated, window, separable.window), bias)
      .dataSync<'float32'>()
      .slice()
  })
}

function contributor(
  { input, filtered }: Halves,
  row: Float32Array,
  contributions: Float32Array,
  channel: number,
  kernel: Float32Array,
): Contributor {
  const all = contributions.reduce((sum, value) => sum + value, 0)
  const contribution = contributions[channel] ?? 0
  const plane = channelOf(input, channel)
  return {
    channel,
    weight: row[channel] ?? 0,
    contribution,
    share: all > 0 ? contribution / all : 0,
    input: plane,
    kernel,
    filtered: kernel.length > 0 ? channelOf(filtered, channel) : plane,
  }
}
