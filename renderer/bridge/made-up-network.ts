import type { ModelDescription, SeenImage } from '../../shared/contract/inspection/describe.ts'
import type { ImageRef, ModelRef } from '../../shared/contract/inspection/refs.ts'
import { weightSpecs } from '../../shared/graph/weight-specs.ts'
import { channelStatistics, rangeOf } from '../../shared/inspection/channel-statistics.ts'
import { describeLayers } from '../../shared/inspection/describe-layers.ts'
import { scaleOf } from '../../shared/inspection/map-tiles.ts'
import type { Recording } from './recording.ts'

/** An image and a checkpoint as one number each: what is made up depends on both. */
export interface Seed {
  readonly image: number
  readonly epoch: number
}

/** The numbers of an image and of a model's weights; `best` and `last` are those of epoch 9. */
export function seedOf(image: ImageRef, model: ModelRef): Seed {
  const name = image.kind === 'dataset' ? image.index : image.sourceId.length
  const epoch = model.kind === 'run' && typeof model.checkpoint === 'number' ? model.checkpoint : 9
  return { image: name, epoch }
}

/** Waves that move with the image, the checkpoint and the channel: negative in some places unless the layer is an activation. */
export function madeUpMap({ layers }: ModelDescription, name: string, { image, epoch }: Seed) {
  const layer = layers.find((each) => each.name === name)
  if (!layer) return null
  const [height = 1, width = 1, channels = 1] = layer.shape.length === 3 ? layer.shape : [1, 1, ...layer.shape]
  const values = new Float32Array(height * width * channels)
  for (let at = 0; at < values.length; at++) {
    const channel = at % channels
    const place = Math.floor(at / channels)
    const [down, right] = [Math.floor(place / width) / height, (place % width) / width]
    const wave = Math.sin(6 * down + 0.7 * image + channel) * Math.cos(5 * right + 0.4 * channel + 0.2 * epoch)
    const value = wave * (1 + (channel % 5) / 4) + 0.1
    values[at] = layer.kind === 'activation' ? Math.max(0, value) : value
  }
  const statistics = channelStatistics(values, channels)
  return { layer, values, height, width, channels, statistics, scale: scaleOf(rangeOf(statistics)) }
}

/** A kernel of the network's own shape: waves too. Null where the layer has no such weight. */
export function madeUpKernel({ graph }: ModelDescription, layer: string, weight: string, epoch: number) {
  const spec = weightSpecs(graph).find(({ key }) => key === `${layer}/${weight}`)
  if (!spec) return null
  const size = spec.shape.reduce((product, side) => product * side, 1)
  const values = Float32Array.from({ length: size }, (_, at) => Math.sin(at * 1.7 + 0.3 * epoch) * Math.cos(at / 11))
  const [inputs = 1, outputs = 1] = spec.shape.slice(-2)
  const [height = 1, width = 1] = spec.shape.length === 4 ? spec.shape : []
  return { values, shape: [height, width, inputs, outputs] as const }
}

/** A bright disk on dark ground, elsewhere for each image. */
export function madeUpImage(image: ImageRef, size: number): SeenImage {
  const number = image.kind === 'dataset' ? image.index : image.sourceId.length
  const [y0, x0] = [size * (0.35 + 0.3 * ((number % 3) / 2)), size * (0.35 + 0.3 * ((number % 5) / 4))]
  const pixels = Uint8Array.from({ length: size * size * 3 }, (_, at) => {
    const [y, x] = [Math.floor(at / 3 / size), Math.floor(at / 3) % size]
    return Math.hypot(y - y0, x - x0) < size / 4 ? 220 - 30 * (at % 3) : 24
  })
  const name = image.kind === 'dataset' ? `image-${number}.png` : image.sourceId
  return { name, width: size, height: size, size, pixels }
}

/** The network of the recorded run. */
export function describeRecorded({ run: { manifest, events } }: Recording): ModelDescription {
  const { graph, labels, runId, number } = manifest
  const layers = describeLayers(graph)
  const epoch = events.filter(({ kind }) => kind === 'epoch').length
  return {
    ...{ name: graph.name, run: { runId, number, epoch }, graph, labels, layers },
    ...{ inputSize: graph.inputShape[0] ?? 1, preprocessing: graph.preprocessing },
    classMapLayer: layers.findLast(({ kind, shape }) => kind === 'activation' && shape.length === 3)?.name ?? null,
  }
}
