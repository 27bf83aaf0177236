import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import type { z } from 'zod'
import type { Contributor, XRay, xrayArgsSchema } from '../../../shared/contract/inspection/x-ray.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { LayerNode, NodeOf } from '../../../shared/graph/layer-graph.ts'
import { channelStatistics, rangeOf } from '../../../shared/inspection/channel-statistics.ts'
import { channelOf, rankBy, scaleOf } from '../../../shared/inspection/map-tiles.ts'
import { columnOf, contributionsOf, cutByRelu, differenceOf, restOf } from '../../../shared/inspection/mixing.ts'
import type { Separable } from '../../../shared/inspection/separables.ts'
import { activate } from '../backend/activation-ops.ts'
import { convolve, convolveDepthwise } from '../backend/convolution-ops.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Activations } from './activations.ts'
import { mapShape, type InspectedModel } from './inspected-model.ts'
import type { LoadedImage } from './load-image.ts'

type Options = Omit<z.output<typeof xrayArgsSchema>, 'model' | 'image'>

/**
 * Takes one output channel of a separable convolution apart. What is shown, added up, is the channel itself within 1e-5 of
 * its largest value; `error` says how near. `option-invalid` for a layer or a channel that isn't there.
 */
export function xRay(
  model: InspectedModel,
  image: LoadedImage,
  options: Options,
  activations: Activations,
): Result<XRay> {
  const startMs = performance.now()
  const separable = model.separables.find(({ name, nodes }) => name === options.layer || nodes.includes(options.layer))
  if (!separable) {
    if (!model.graph.nodes.some(({ name }) => name === options.layer))
      return fail('layer-unknown', { layer: options.layer, model: model.name })
    return fail('option-invalid', { option: 'layer', received: options.layer, allowed: 'a separable convolution' })
  }
  const [, , outputChannels] = mapShape(model, separable.output)
  const { outputChannel } = options
  if (outputChannel >= outputChannels) {
    const allowed = `0 to ${outputChannels - 1}`
    return fail('option-invalid', { option: 'outputChannel', received: String(outputChannel), allowed })
  }
  const { norm, activation } = followers(model, separable)
  const last = activation?.name ?? norm?.name ?? separable.output
  const halves = takeHalves(model, image, separable, [norm?.name ?? separable.output, last], activations)
  const parts =
    separable.order === 'depthwise-first'
      ? depthwiseFirst(halves, separable, options)
      : pointwiseFirst(halves, separable, options)
  const { between } = halves
  const cut = cutByRelu(between.values, between.channels)
  return succeed({
    layer: separable.name,
    order: separable.order,
    outputChannel,
    inputSize: halves.input.size,
    outputSize: halves.output.size,
    inputChannels: halves.input.channels,
    outputChannels,
    kernelSize: [separable.window.kernelSize[0], separable.window.kernelSize[1]],
    between: separable.between === 'relu' || separable.between === 'elu' ? separable.between : 'none',
    ...parts,
    norm: norm && normNumbers(model, norm, outputChannel),
    normalized: norm ? halves.channel(norm.name, outputChannel) : null,
    activation: activation && { layer: activation.name, name: activation.attributes.activation },
    output: halves.channel(last, outputChannel),
    scales: {
      input: scaleOfMap(halves.input),
      between: scaleOfMap(halves.filtered),
      output: scaleOf(rangeOf(channelStatistics(halves.channel(last, outputChannel), 1))),
    },
    cut,
    durationMs: performance.now() - startMs,
  })
}

interface PlainMap {
  readonly values: Float32Array
  readonly size: [number, number]
  readonly channels: number
}

interface Halves {
  readonly input: PlainMap
  /** Behind the first half, without and with what stands between. */
  readonly between: PlainMap
  readonly filtered: PlainMap
  readonly output: PlainMap
  /** `[inputs, outputs]`, and `[height, width, channels]`. */
  readonly mixing: Float32Array
  readonly kernels: Float32Array
  readonly bias: Float32Array | null
  channel(layer: string, channel: number): Float32Array
}

function takeHalves(
  model: InspectedModel,
  image: LoadedImage,
  separable: Separable,
  behind: readonly string[],
  activations: Activations,
): Halves {
  return scoped(() => {
    const weight = (key: string) => model.weights.get(key) as Tensor4D
    const found = activations.values(model, image, [separable.input, separable.output, ...behind])
    const input = found.get(separable.input) as Tensor4D
    const { bias, window } = separable
    const first = { bias: separable.order.startsWith(bias?.half ?? 'none') ? weight(bias?.key ?? '') : undefined }
    const between =
      separable.order === 'depthwise-first'
        ? convolveDepthwise(input, weight(separable.depthwiseKernel), window, first as never)
        : convolve(input, weight(separable.pointwiseKernel), { strides: [1, 1], padding: 'valid' }, first as never)
    const filtered = separable.between ? activate(between, separable.between) : between
    const maps = new Map([...found].map(([layer, tensor]) => [layer, plainMap(tensor)]))
    return {
      input: plainMap(input),
      between: plainMap(between),
      filtered: plainMap(filtered),
      output: maps.get(separable.output) as PlainMap,
      mixing: weight(separable.pointwiseKernel).dataSync<'float32'>().slice(),
      kernels: weight(separable.depthwiseKernel).dataSync<'float32'>().slice(),
      bias: bias ? weight(bias.key).dataSync<'float32'>().slice() : null,
      channel: (layer, channel) => channelOf(maps.get(layer) as PlainMap, channel),
    }
  })
}

function plainMap(tensor: Tensor): PlainMap {
  const [, height = 1, width = 1, channels = 1] = tensor.shape
  return { values: tensor.dataSync<'float32'>().slice(), size: [height, width], channels }
}

const scaleOfMap = ({ values, channels }: PlainMap) => scaleOf(rangeOf(channelStatistics(values, channels)))

type Parts = Pick<XRay, 'row' | 'contributions' | 'contributors' | 'rest' | 'sum' | 'kernel' | 'mixed' | 'error'>

/** `mixed = Σ weight · filtered + bias`: the contributors are the depthwise maps. */
function depthwiseFirst(halves: Halves, { bias }: Separable, { outputChannel, top }: Options): Parts {
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
function pointwiseFirst(halves: Halves, separable: Separable, { outputChannel, top }: Options): Parts {
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

/** The batch norm that alone reads a separable convolution, and the activation that alone reads that. */
function followers({ graph }: InspectedModel, { output }: Separable) {
  const onlyReader = (name: string): LayerNode | null => {
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(name))
    return readers.length === 1 ? (readers[0] ?? null) : null
  }
  const next = onlyReader(output)
  const norm = next?.kind === 'batchNormalization' ? next : null
  const behind = norm ? onlyReader(norm.name) : next
  const activation = behind?.kind === 'activation' ? behind : null
  return { norm, activation }
}

function normNumbers({ weights }: InspectedModel, norm: NodeOf<'batchNormalization'>, channel: number): XRay['norm'] {
  const read = (weight: string, absent: number) =>
    weights.get(`${norm.name}/${weight}`)?.dataSync<'float32'>()[channel] ?? absent
  const { epsilon } = norm.attributes
  const [gamma, beta] = [read('gamma', 1), read('beta', 0)]
  const [mean, variance] = [read('moving_mean', 0), read('moving_variance', 1)]
  const scale = gamma / Math.sqrt(variance + epsilon)
  return { layer: norm.name, scale, shift: beta - mean * scale, gamma, beta, mean, variance, epsilon }
}
