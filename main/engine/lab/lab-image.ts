import type { ImageRef } from '../../../shared/contract/inspection/refs.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { XCEPTION_PREPROCESSING } from '../../../shared/graph/layer-graph.ts'
import { createRandom } from '../../../shared/training/random.ts'
import type { FindImage } from '../inspection/load-image.ts'

/** An image as networks take it: `[size, size, 3]` in -1..1. `paths` are the real ones of chosen files, by id. */
export async function labImage(
  findImage: FindImage,
  image: ImageRef,
  size: number,
  paths: Readonly<Record<string, string>>,
): Promise<Result<Float32Array>> {
  const found = await findImage(image, { size, resize: XCEPTION_PREPROCESSING.resize }, paths)
  return found.ok ? succeed(Float32Array.from(found.value.pixels, (pixel) => pixel / 127.5 - 1)) : found
}

/** Uniform noise in -1..1. */
export function labNoise(length: number, seed: number): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length }, () => 2 * random.next() - 1)
}
