import { channelOf } from '../../../shared/inspection/map-tiles.ts'
import { symmetricScale } from '../../../shared/pictures/value-scale.ts'
import type { LabSeparable } from '../../../shared/contract/lab.ts'
import type { RequestArgs } from '../../../shared/contract/requests.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { upToLayer } from '../../../shared/graph/first-output.ts'
import { createGraphBuilder } from '../../../shared/graph/graph-builder.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph, type Shape } from '../../../shared/graph/layer-graph.ts'
import type { FindImage } from '../inspection/load-image.ts'
import { readCheckpoint } from '../runs/checkpoints.ts'
import { readRun } from '../runs/run-store.ts'
import { compare, runModule } from './compare-modules.ts'
import { composedKernel } from './copy-weights.ts'
import { labImage } from './lab-image.ts'
import { pictureOf } from './map-picture.ts'

/** A 3x3 separable convolution, depthwise first, with what it reads. */
interface Prepared {
  readonly layer: string
  readonly shape: Shape
  readonly input: Float32Array
  readonly filters: number
  /** `[3, 3, channels, 1]`. */
  readonly depthwise: Float32Array
  /** `[1, 1, channels, filters]`. */
  readonly pointwise: Float32Array
}

const SIDE = 3
const WINDOW = { kernelSize: [SIDE, SIDE], strides: [1, 1], padding: 'same', useBias: false } as const

type Paths = Readonly<Record<string, string>>

/** Answers `lab:separable`: each half of a separable convolution on an image, and the plain one beside it. */
export async function showSeparable(
  store: string,
  findImage: FindImage,
  args: RequestArgs<'lab:separable'>,
  paths: Paths,
): Promise<Result<LabSeparable>> {
  const prepared =
    args.weights.kind === 'given' ? await given(findImage, args, paths) : await trained(store, findImage, args, paths)
  if (!prepared.ok) return prepared
  const startMs = performance.now()
  const { layer, shape, input, filters, depthwise, pointwise } = prepared.value
  const channels = shape[2] ?? 0
  const maps = { values: input, count: 1 }
  const weights = new Map([
    ['depthwise/kernel', depthwise],
    ['output/kernel', pointwise],
  ])
  const separable = halves(shape, filters)
  const filtered = runModule(upToLayer(separable, 'depthwise'), weights, maps)
  const composed = composedKernel(depthwise, pointwise, SIDE, [channels, filters], 'depthwise-first')
  const against = compare([separable, weights], [plain(shape, filters), new Map([['output/kernel', composed]])], maps)
  const mixed = against.outputs[0]
  const scales = { input: symmetricScale(input), depthwise: symmetricScale(filtered), pointwise: symmetricScale(mixed) }
  return succeed({
    ...{ layer, channels, filters, scales, relativeError: against.relativeError },
    depthwise: strongest(filtered, channels, args.shown).map((channel) => ({
      channel,
      kernel: Array.from({ length: SIDE * SIDE }, (_, place) => depthwise[place * channels + channel] ?? 0),
      input: pictureOf(channelOf({ values: input, channels }, channel), scales.input),
      output: pictureOf(channelOf({ values: filtered, channels }, channel), scales.depthwise),
    })),
    pointwise: Array.from({ length: Math.min(filters, args.shown) }, (_, filter) => ({
      filter,
      row: Array.from({ length: channels }, (_, channel) => pointwise[channel * filters + filter] ?? 0),
      output: pictureOf(channelOf({ values: mixed, channels: filters }, filter), scales.pointwise),
    })),
    durationMs: performance.now() - startMs,
  })
}

async function given(
  findImage: FindImage,
  { image, size, weights }: RequestArgs<'lab:separable'>,
  paths: Paths,
): Promise<Result<Prepared>> {
  if (weights.kind !== 'given') throw new Error('kernels are not given')
  const input = await labImage(findImage, image, size, paths)
  if (!input.ok) return input
  const { kernels, mixing } = weights
  const depthwise = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => kernels[i % 3]?.[Math.floor(i / 3)] ?? 0)
  const filters = mixing.length
  const pointwise = Float32Array.from(
    { length: 3 * filters },
    (_, i) => mixing[i % filters]?.[Math.floor(i / filters)] ?? 0,
  )
  return succeed({ layer: '', shape: [size, size, 3], input: input.value, filters, depthwise, pointwise })
}

async function trained(
  store: string,
  findImage: FindImage,
  { image, weights }: RequestArgs<'lab:separable'>,
  paths: Paths,
): Promise<Result<Prepared>> {
  if (weights.kind !== 'run') throw new Error('no run is named')
  const { runId, checkpoint } = weights
  const run = await readRun(store, runId)
  if (!run.ok) return run
  const { graph } = run.value.manifest
  const node = graph.nodes.find(({ kind }) => kind === 'separableConv2d')
  if (node?.kind !== 'separableConv2d') return fail('layer-unknown', { layer: 'separableConv2d', model: runId })
  const name = checkpoint === 'last' ? 'last' : 'best'
  const stored = await readCheckpoint(run.value.folder, runId, name)
  if (!stored.ok) return stored
  const pixels = await labImage(findImage, image, graph.inputShape[0] ?? 0, paths)
  if (!pixels.ok) return pixels
  const before = upToLayer(graph, node.inputs[0] ?? '')
  const input = runModule(before, stored.value.weights, { values: pixels.value, count: 1 })
  const of = (weight: string) => stored.value.weights.get(`${node.name}/${weight}`) as Float32Array
  return succeed({
    ...{ layer: node.name, shape: inferShapes(before).get(before.outputs[0] ?? '') ?? [], input },
    ...{ filters: node.attributes.filters, depthwise: of('depthwise_kernel'), pointwise: of('pointwise_kernel') },
  })
}

/** Channels with the most energy behind their kernels, the strongest first. */
function strongest(maps: Float32Array, channels: number, count: number): readonly number[] {
  const energy = new Float64Array(channels)
  maps.forEach((value, index) => (energy[index % channels] = (energy[index % channels] ?? 0) + value * value))
  const order = [...energy.keys()]
  return channels <= count ? order : order.sort((a, b) => (energy[b] ?? 0) - (energy[a] ?? 0)).slice(0, count)
}

function halves(shape: Shape, filters: number): LayerGraph {
  const build = createGraphBuilder('separable')
  const x = build.depthwiseConv2d('depthwise', build.input('input', shape), WINDOW)
  const pointwise = { filters, kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: false } as const
  return build.finish([build.conv2d('output', x, pointwise)], XCEPTION_PREPROCESSING)
}

function plain(shape: Shape, filters: number): LayerGraph {
  const build = createGraphBuilder('plain')
  return build.finish(
    [build.conv2d('output', build.input('input', shape), { filters, ...WINDOW })],
    XCEPTION_PREPROCESSING,
  )
}
