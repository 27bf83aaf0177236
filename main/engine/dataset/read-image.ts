import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { Dataset } from './dataset-entry.ts'

/** Where an image of the dataset lies. Throws on an index that it doesn't have. */
export function imagePath(dataset: Dataset, index: number): string {
  const entry = dataset.images[index]
  if (!entry) throw new RangeError(`image ${index} of ${dataset.images.length}`)
  return join(dataset.root, entry.file)
}

/** The bytes of an image's file; `image-unreadable` where it went away or may not be read. */
export async function readImage(dataset: Dataset, index: number): Promise<Result<Buffer>> {
  const entry = dataset.images[index]
  if (!entry) return fail('image-unreadable', { path: `image ${index}` }, 'the dataset has no such image')
  try {
    return succeed(await readFile(imagePath(dataset, index)))
  } catch (error) {
    return fail('image-unreadable', { path: entry.file }, error)
  }
}
