import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { SeenImage } from '../../../shared/contract/inspection/describe.ts'
import type { ImageRef } from '../../../shared/contract/inspection/refs.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { ImageInput } from '../../../shared/graph/image-input.ts'
import { createByteCache } from '../dataset/byte-cache.ts'
import { memorySource } from '../dataset/byte-source.ts'
import { checkImage, MAX_FILE_BYTES } from '../dataset/check-image.ts'
import { decodeImage, readImage, type Dataset, type KnownDatasets } from '../dataset/dataset.ts'
import { errorCode, fileFailure } from '../runs/file-failure.ts'
import { createSharedWork } from './shared-work.ts'

/** An image for inspection, with what tells it from others. */
export interface LoadedImage extends SeenImage {
  /** Differs where the pixels may differ. */
  readonly key: string
}

/** Images that were looked at last: a photograph of 100 megapixels takes a second to decode. */
const cache = createByteCache<LoadedImage>(64 * 1024 * 1024)
const loading = createSharedWork<Result<LoadedImage>>()

/** An image of a dataset, made what the model that looks at it takes. */
export async function loadDatasetImage(
  dataset: Dataset,
  index: number,
  { size, resize }: ImageInput,
): Promise<Result<LoadedImage>> {
  const entry = dataset.images[index]
  const key = `${dataset.summary.datasetId}:${index}:${entry?.stamp}:${size}:${resize}`
  const known = cache.get(key)
  if (known) return succeed(known)
  return loading(key, async () => {
    const bytes = await readImage(dataset, index)
    return bytes.ok ? seen(bytes.value, entry?.file ?? '', { key, size, resize }) : bytes
  })
}

/** A file wherever it lies. Fails with `image-unreadable`, or as the file system says. */
export async function loadImageFile(path: string, { size, resize }: ImageInput): Promise<Result<LoadedImage>> {
  try {
    const { size: bytes, mtimeMs } = await stat(path)
    if (bytes > MAX_FILE_BYTES) return fail('image-unreadable', { path }, `too-large: ${bytes} bytes`)
    const key = `${path}:${bytes}:${mtimeMs}:${size}:${resize}`
    const known = cache.get(key)
    if (known) return succeed(known)
    return await loading(key, async () => seen(await readFile(path), basename(path), { key, size, resize }))
  } catch (error) {
    return errorCode(error) === 'EISDIR' ? fail('image-unreadable', { path }, error) : fileFailure(error, path)
  }
}

async function seen(
  bytes: Uint8Array,
  name: string,
  { key, size, resize }: ImageInput & { readonly key: string },
): Promise<Result<LoadedImage>> {
  const pixels = await decodeImage(bytes, size, name, resize)
  if (!pixels.ok) return pixels
  const check = await checkImage(memorySource(bytes))
  if (!check.ok) return fail('image-unreadable', { path: name }, check.problem.code)
  const { width, height, orientation } = check.header
  // EXIF's 5 to 8 lie on their side.
  const upright = orientation < 5 ? { width, height } : { width: height, height: width }
  const image = { key, name, ...upright, size, pixels: pixels.value }
  cache.set(key, image, image.pixels.length)
  return succeed(image)
}

/** Finds an image that the window named, as a model takes it; `paths` are the real ones of chosen files, by id. */
export type FindImage = (
  ref: ImageRef,
  input: ImageInput,
  paths: Readonly<Record<string, string>>,
) => Promise<Result<LoadedImage>>

export function createImageFinder(datasets: KnownDatasets): FindImage {
  return async (ref, input, paths) => {
    if (ref.kind === 'dataset') {
      const opened = await datasets.find(ref.datasetId)
      return opened.ok ? loadDatasetImage(opened.value, ref.index, input) : opened
    }
    const path = paths[ref.sourceId]
    return path === undefined ? fail('source-unknown', { sourceId: ref.sourceId }) : loadImageFile(path, input)
  }
}
