import { ResizeFilterType, ResizeFit } from '@napi-rs/image'
import type { Thumbnail } from '../../../shared/contract/dataset.ts'
import { memorySource } from './byte-source.ts'
import { checkImage } from './check-image.ts'
import type { Dataset } from './dataset-entry.ts'
import { uprightTransformer } from './decode-image.ts'
import { createByteCache } from './byte-cache.ts'
import { readImage } from './read-image.ts'

/** Some thousand thumbnails. */
const CACHE_BYTES = 48 * 1024 * 1024
/** Images that are this small already are sent as they are. */
const AS_IS_BYTES = 8 * 1024
const QUALITY = 82

const cache = createByteCache<Thumbnail>(CACHE_BYTES)

/** A small JPEG or PNG with `size` as its longest side at most; kept in memory while recent. */
export async function thumbnail(dataset: Dataset, index: number, size: number): Promise<Thumbnail> {
  const key = `${dataset.summary.datasetId}:${index}:${size}`
  const known = cache.get(key)
  if (known) return known
  const made = await makeThumbnail(dataset, index, size)
  if (made.bytes) cache.set(key, made, made.bytes.length)
  return made
}

async function makeThumbnail(dataset: Dataset, index: number, size: number): Promise<Thumbnail> {
  const file = await readImage(dataset, index)
  if (!file.ok) return missing(index)
  const check = await checkImage(memorySource(file.value))
  if (!check.ok) return missing(index)
  const { format, width, height } = check.header
  if (file.value.length <= AS_IS_BYTES && width <= size && height <= size && (format === 'png' || format === 'jpeg'))
    return { index, bytes: new Uint8Array(file.value), mime: format === 'png' ? 'image/png' : 'image/jpeg' }
  try {
    const transformer = await uprightTransformer(file.value, check.header)
    if (width > size || height > size)
      transformer.resize({ width: size, height: size, filter: ResizeFilterType.Triangle, fit: ResizeFit.Inside })
    return { index, bytes: new Uint8Array(await transformer.jpeg(QUALITY)), mime: 'image/jpeg' }
  } catch {
    return missing(index)
  }
}

function missing(index: number): Thumbnail {
  return { index, bytes: null, mime: 'image/jpeg' }
}
