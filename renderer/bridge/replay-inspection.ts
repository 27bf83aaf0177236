import { inspectionRequests } from '../../shared/contract/inspection.ts'
import type { ModelDescription } from '../../shared/contract/inspection/describe.ts'
import type { RequestInput, RequestName, RequestResult } from '../../shared/contract/requests.ts'
import { fail, succeed, type Result } from '../../shared/contract/result.ts'
import { kernelPage } from '../../shared/inspection/kernel-pages.ts'
import { kernelKey, kernelParts } from '../../shared/inspection/kernel-parts.ts'
import { channelOf, mapTiles, rankChannels, tileSize } from '../../shared/inspection/map-tiles.ts'
import { rangeOf } from '../../shared/inspection/channel-statistics.ts'
import { resizeMap } from '../../shared/inspection/resize-map.ts'
import { toBytes } from '../../shared/pictures/value-scale.ts'
import { describeRecorded, madeUpImage, madeUpKernel, madeUpMap, seedOf } from './made-up-network.ts'
import type { Recording } from './recording.ts'
import { replayCompare, replayDepth } from './replay-comparison.ts'
import type { Emit } from './replay.ts'

type InspectionName = Extract<keyof typeof inspectionRequests, RequestName>
type InspectionReplays = {
  [Name in InspectionName]: (args: RequestInput<Name>) => Promise<Result<RequestResult<Name>>>
}

const TILE = 64
const missing = (layer: string) => fail('layer-unknown', { layer, model: 'the recording' })

/**
 * Looks into the recorded run's network, whose maps are made up: a recording holds no weights. Statistics, tiles and
 * differences are what the engine would make of them. What is not answered says so.
 */
export function replayInspection(recording: Recording, emit: Emit): InspectionReplays {
  const nothing = async () => fail('engine-unavailable', { detail: 'a recording holds no network' })
  const names = Object.keys(inspectionRequests)
  const all = Object.fromEntries(names.map((name) => [name, nothing])) as unknown as InspectionReplays
  const network = describeRecorded(recording)
  return { ...all, ...looks(network), ...kernelsAndSides(network), ...work(recording, network, emit) }
}

function looks(network: ModelDescription) {
  const { labels, inputSize } = network
  const probabilities = (image: number) => {
    const parts = labels.map((_, index) => Math.exp(3 * Math.cos(index - (image % labels.length))))
    const whole = parts.reduce((sum, part) => sum + part, 0)
    return parts.map((part) => part / whole)
  }
  return {
    'inspection:describe': async () => succeed(network),
    'inspection:predict': async ({ image, model }: RequestInput<'inspection:predict'>) => {
      const classes = probabilities(seedOf(image, model).image)
        .map((probability, index) => ({ index, label: labels[index] ?? '', probability, logit: Math.log(probability) }))
        .toSorted((a, b) => b.probability - a.probability)
      return succeed({ image: madeUpImage(image, inputSize), classes, durationMs: 1 })
    },
    'inspection:maps': async (args: RequestInput<'inspection:maps'>) => {
      const { image, model, layer, rank = 'mean', offset = 0, count = 64 } = args
      const map = madeUpMap(network, layer, seedOf(image, model))
      if (!map) return missing(layer)
      const { height, width, channels, statistics, scale } = map
      const order = rankChannels(statistics, rank)
      const chosen = order.slice(offset, offset + count)
      return succeed({
        ...{ layer, shape: [height, width, channels], scale, statistics, order, offset, count: chosen.length },
        ...{ range: { ...rangeOf(statistics), meanAbsolute: 0.5 }, durationMs: 1 },
        ...{ tile: tileSize(height, width, TILE), tiles: mapTiles(map, chosen, TILE, scale) },
        receptiveField: map.layer.receptiveField,
      })
    },
    'inspection:map': async ({ image, model, layer, channel }: RequestInput<'inspection:map'>) => {
      const map = madeUpMap(network, layer, seedOf(image, model))
      if (!map) return missing(layer)
      const size: [number, number] = [map.height, map.width]
      return succeed({
        ...{ layer, channel, size, values: channelOf(map, channel), scale: map.scale },
        ...{ receptiveField: map.layer.receptiveField, image: madeUpImage(image, inputSize) },
      })
    },
    'inspection:classmap': async (args: RequestInput<'inspection:classmap'>) => {
      const layer = args.layer ?? network.classMapLayer ?? ''
      const map = madeUpMap(network, layer, seedOf(args.image, args.model))
      if (!map) return missing(layer)
      const classIndex = args.classIndex ?? 0
      const values = channelOf(map, classIndex % map.channels)
      const size: [number, number] = [map.height, map.width]
      const maximum = values.reduce((most, value) => Math.max(most, value), 0)
      return succeed({
        ...{ method: args.method ?? ('grad-cam' as const), layer, classIndex, label: labels[classIndex] ?? '' },
        ...{ probability: probabilities(seedOf(args.image, args.model).image)[classIndex] ?? 0, against: null },
        ...{ values, size, maximum, imageSize: inputSize, durationMs: 1 },
        overlay: toBytes(resizeMap(values, size, [inputSize, inputSize]), { low: 0, high: maximum }),
      })
    },
  }
}

function kernelsAndSides(network: ModelDescription) {
  return {
    'inspection:kernels': async (args: RequestInput<'inspection:kernels'>) => {
      const node = network.graph.nodes.find(({ name }) => name === args.layer)
      const part = args.part ?? (node && kernelParts(node)[0])
      if (!node || part === undefined) return missing(args.layer)
      const key = kernelKey(node, part)
      const { epoch } = seedOf({ kind: 'source', sourceId: '-' }, args.model)
      const weight = madeUpKernel(network, args.layer, key, epoch)
      if (!weight) return missing(args.layer)
      const { layer, rank = 'channel', offset = 0, count = 64 } = args
      return succeed(
        kernelPage({ ...weight, depthwise: key === 'depthwise_kernel' }, { layer, part, rank, offset, count }),
      )
    },
    'inspection:compare': async (args: RequestInput<'inspection:compare'>) => {
      const compared = replayCompare(network, args)
      return compared ? succeed(compared) : missing(args.layer)
    },
    'inspection:depth': async (args: RequestInput<'inspection:depth'>) => succeed(replayDepth(network, args)),
  }
}

function work({ run: { events } }: Recording, { labels }: ModelDescription, emit: Emit) {
  const epochs = events.flatMap((event) => (event.kind === 'epoch' ? [event] : []))
  return {
    'checkpoints:list': async () =>
      succeed({
        epochs: epochs.map(({ epoch }) => ({ epoch, bytes: 1_000_000 })),
        best: epochs.findLast(({ best }) => best)?.epoch ?? null,
        last: epochs.at(-1)?.epoch ?? null,
        scores: epochs.flatMap(({ epoch, validation }) => (validation ? [{ epoch, top1: validation.top1 }] : [])),
      }),
    'inspection:folder': async ({ jobId }: RequestInput<'inspection:folder'>) => {
      const count = 40
      const rows = Array.from({ length: count }, (_, at) => ({
        ...{ file: `IMG_${at}.jpg`, index: null },
        classes: at % 13 === 12 ? [] : [at % labels.length, (at + 1) % labels.length, (at + 2) % labels.length],
        probabilities: at % 13 === 12 ? [] : [0.9 - at / 100, 0.08, 0.01],
        error: at % 13 === 12 ? { code: 'image-unreadable', message: 'It ends in the middle.' } : null,
      }))
      emit('inspection:rows', { jobId, rows })
      const failed = rows.filter(({ error }) => error !== null).length
      return succeed({ images: count, failed, csv: null })
    },
    'inspection:cancel': async () => succeed({}),
    'inspection:watch': async () => succeed({}),
  }
}
