import { readFile } from 'node:fs/promises'
import type { ImageRef } from '../../../shared/contract/inspection/refs.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { createRandom } from '../../../shared/training/random.ts'
import { decodeImage, loadDataset, readImage } from '../dataset/dataset.ts'
import { fileFailure } from '../runs/file-failure.ts'

/** An image as networks take it: `[size, size, 3]` in -1..1. `paths` are the real ones of chosen files, by id. */
export async function labImage(
  store: string,
  image: ImageRef,
  size: number,
  paths: Readonly<Record<string, string>>,
): Promise<Result<Float32Array>> {
  const bytes = await imageBytes(store, image, paths)
  if (!bytes.ok) return bytes
  const pixels = await decodeImage(bytes.value, size)
  return pixels.ok ? succeed(Float32Array.from(pixels.value, (pixel) => pixel / 127.5 - 1)) : pixels
}

async function imageBytes(
  store: string,
  image: ImageRef,
  paths: Readonly<Record<string, string>>,
): Promise<Result<Uint8Array>> {
  if (image.kind === 'dataset') {
    const dataset = await loadDataset(store, image.datasetId)
    return dataset.ok ? readImage(dataset.value, image.index) : dataset
  }
  const path = paths[image.sourceId]
  if (path === undefined) return fail('source-unknown', { sourceId: image.sourceId })
  try {
    return succeed(await readFile(path))
  } catch (error) {
    return fileFailure(error, path)
  }
}

/** Uniform noise in -1..1. */
export function labNoise(length: number, seed: number): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length }, () => 2 * random.next() - 1)
}
