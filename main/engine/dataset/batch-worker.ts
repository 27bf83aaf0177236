/** The thread that makes batches: reads, decodes, packs, augments. It never loads TensorFlow. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Resize } from '../../../shared/graph/layer-graph.ts'
import type { AugmentationConfig } from '../../../shared/training/training-config.ts'
import { augmentationSeed, createAugmenter } from './augment.ts'
import { decodeImage } from './decode-image.ts'
import { openImageFiles, type ImagePlace } from './image-files.ts'
import { createLimit } from './limit.ts'
import { openPack, type PackOptions } from './pack-folder.ts'

export interface BatchWorkerOptions {
  readonly root: string
  readonly size: number
  readonly resize: Resize
  readonly seed: number
  readonly augmentation: AugmentationConfig
  readonly pack: PackOptions
}

export interface BatchRequest {
  readonly id: number
  readonly images: readonly (ImagePlace & { readonly index: number })[]
  /** Where in the run the batch stands, which decides how it is augmented; null leaves it as it is. */
  readonly augment: { readonly epoch: number; readonly first: number } | null
}

export interface BatchReply {
  readonly id: number
  /** `[positions, size, size, 3]` */
  readonly pixels: Uint8Array<ArrayBuffer>
  /** Which of the asked images these are, in order: those that could be decoded. */
  readonly positions: readonly number[]
  /** What failed for the first time. */
  readonly failures: readonly { readonly position: number; readonly detail: string }[]
}

/** As many as the thread pool has threads: the decoder works on them. */
const DECODES = 4

const { root, size, resize, seed, augmentation, pack: packOptions } = workerData as BatchWorkerOptions
const imageBytes = size * size * 3
const files = openImageFiles(root)
const pack = openPack(packOptions)
const augment = createAugmenter(size, augmentation)
const limit = createLimit(DECODES)
const failed = new Set<number>()

async function makeBatch({ id, images, augment: place }: BatchRequest): Promise<BatchReply> {
  const all = new Uint8Array(images.length * imageBytes)
  const at = (position: number) => all.subarray(position * imageBytes, (position + 1) * imageBytes)
  const failures: BatchReply['failures'][number][] = []
  const fill = async (image: BatchRequest['images'][number], position: number) => {
    const decoded = await decode(image)
    if (decoded instanceof Uint8Array) {
      at(position).set(decoded)
      pack?.write(image.index, decoded)
    } else if (!failed.has(image.index)) {
      failed.add(image.index)
      failures.push({ position, detail: decoded })
    }
  }
  const missing = [...images.entries()].filter(
    ([position, { index }]) => !failed.has(index) && !pack?.read(index, at(position)),
  )
  await Promise.all(missing.map(([position, image]) => limit(() => fill(image, position))))
  const positions = [...images.keys()].filter((position) => !failed.has(images[position]?.index ?? -1))
  // The others move up; a position is never before its place.
  positions.forEach((position, index) =>
    all.copyWithin(index * imageBytes, position * imageBytes, (position + 1) * imageBytes),
  )
  const pixels = positions.length === images.length ? all : all.slice(0, positions.length * imageBytes)
  if (place)
    positions.forEach((position, index) => {
      const image = pixels.subarray(index * imageBytes, (index + 1) * imageBytes)
      augment(image, augmentationSeed(seed, place.epoch, place.first + position))
    })
  return { id, pixels, positions, failures }
}

/** The pixels, or why there are none. */
async function decode(image: ImagePlace): Promise<Uint8Array | string> {
  try {
    const decoded = await decodeImage(await files.read(image), size, image.file, resize)
    return decoded.ok ? decoded.value : (decoded.error.cause ?? decoded.error.code)
  } catch (error) {
    return (error as Error).message
  }
}

// Requests overlap, so that the pool has work while the last images of a batch are decoded; the limit keeps their order.
parentPort?.on('message', async (request: BatchRequest) => {
  const reply = await makeBatch(request)
  parentPort?.postMessage(reply, [reply.pixels.buffer])
})
