import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { Dataset } from './dataset-entry.ts'
import { openImageFiles } from './image-files.ts'

/** The bytes of an image's file; `image-unreadable` where it went away or may not be read. */
export async function readImage(dataset: Dataset, index: number): Promise<Result<Buffer>> {
  const entry = dataset.images[index]
  if (!entry) return fail('image-unreadable', { path: `image ${index}` }, 'the dataset has no such image')
  const files = openImageFiles(dataset.root)
  try {
    return succeed(await files.read(entry))
  } catch (error) {
    return fail('image-unreadable', { path: entry.file }, error)
  } finally {
    await files.close()
  }
}
