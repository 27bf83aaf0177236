import type { Tensor, Tensor3D } from '@tensorflow/tfjs-node'
import type { z } from 'zod'
import type { Exciters, excitersArgsSchema } from '../../../shared/contract/inspection/jobs.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import { rankBy } from '../../../shared/inspection/map-tiles.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import { createByteCache } from '../dataset/byte-cache.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { batchTensor } from './activations.ts'
import { forEachBatch, imagesOf } from './image-batches.ts'
import { checkChannel, layerOf, mapShape, type InspectedModel } from './inspected-model.ts'
import { layerValues } from './layer-values.ts'
import type { Turn } from './occlusion.ts'

type Options = Omit<z.output<typeof excitersArgsSchema>, 'jobId' | 'model' | 'datasetId'>

/** The largest value of every channel on every image, and where in the map it is. */
interface Peaks {
  readonly indices: readonly number[]
  /** `[images, channels]`. */
  readonly values: Float32Array
  readonly places: Int32Array
}

/** One pass over the images serves all channels of a layer. */
const cache = createByteCache<Peaks>(64 * 1024 * 1024)

/** The images of the validation set that excite a channel most. */
export async function exciters(
  model: InspectedModel,
  dataset: Dataset,
  { layer, channel, top }: Options,
  turn: Turn,
): Promise<Result<Exciters>> {
  const node = layerOf(model, layer)
  if (!node.ok) return node
  const there = checkChannel(model, layer, channel)
  if (!there.ok) return there
  const [, width, channels] = mapShape(model, layer)
  const key = `${model.key}|${layer}|${dataset.summary.datasetId}`
  const known = cache.get(key)
  const found = known ? succeed(known) : await findPeaks(model, dataset, layer, turn)
  if (!found.ok) return found
  const { indices, values, places } = found.value
  cache.set(key, found.value, values.length * 8)
  const own = indices.map((_, row) => values[row * channels + channel] as number)
  const labels = dataset.summary.classes.map(({ label }) => label)
  const rows = rankBy(own)
    .slice(0, top)
    .map((row) => {
      const index = indices[row] as number
      const entry = dataset.images[index]
      const place = places[row * channels + channel] as number
      return {
        index,
        file: entry?.file ?? '',
        label: labels[entry?.classIndex ?? -1] ?? '',
        value: own[row] as number,
        position: [Math.floor(place / width), place % width] as [number, number],
      }
    })
  return succeed({ layer, channel, images: indices.length, rows, receptiveField: model.fields.get(layer) ?? null })
}

async function findPeaks(model: InspectedModel, dataset: Dataset, layer: string, turn: Turn): Promise<Result<Peaks>> {
  const [height, width, channels] = mapShape(model, layer)
  const wanted = imagesOf(dataset, 'validation')
  const indices: number[] = []
  const values = new Float32Array(wanted.length * channels)
  const places = new Int32Array(wanted.length * channels)
  const seen = await forEachBatch(dataset, wanted, imageInput(model.graph), turn, (batch) => {
    scoped(() => {
      const given = new Map<string, Tensor>([[model.input, batchTensor(model, batch)]])
      const value = layerValues(model, given, [layer]).get(layer) as Tensor
      const flat: Tensor3D = tf.reshape(value, [batch.count, height * width, channels])
      values.set(tf.max(flat, 1).dataSync<'float32'>(), indices.length * channels)
      places.set(tf.argMax(flat, 1).dataSync<'int32'>(), indices.length * channels)
    })
    indices.push(...batch.indices.subarray(0, batch.count))
  })
  return seen.ok ? succeed({ indices, values, places }) : seen
}
