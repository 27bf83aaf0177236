import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  datasetSummarySchema,
  splitConfigSchema,
  splitNameSchema,
  type SplitConfig,
} from '../../../shared/contract/dataset.ts'
import type { Result } from '../../../shared/contract/result.ts'
import { fileFailure } from '../runs/file-failure.ts'
import { writeAtomic } from '../runs/write-atomic.ts'
import type { Dataset, DatasetEntry } from './dataset-entry.ts'

/** `<store>/datasets/<datasetId>.json`. Images are rows, since there may be very many. */
const savedDatasetSchema = z.object({
  formatVersion: z.literal(2),
  summary: datasetSummarySchema,
  path: z.string(),
  split: splitConfigSchema,
  /** What tells a zip from another one in its place; null for a folder. */
  archive: z.string().nullable(),
  /** File, class, split, width, height, bytes, stamp; in a zip offset, packed bytes and whether they are deflated. */
  images: z.array(
    z.tuple([
      z.string(),
      z.int(),
      splitNameSchema,
      z.int(),
      z.int(),
      z.int(),
      z.number(),
      z.tuple([z.int(), z.int(), z.boolean()]).nullable(),
    ]),
  ),
})

export type SavedDataset = z.infer<typeof savedDatasetSchema>

/** The same images of the same place with the same split have the same name. */
export function datasetIdOf(path: string, hash: string, split: SplitConfig): string {
  const identity = [path, hash, split.validation, split.test, split.seed]
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)
}

/** Writes a dataset whole or not at all. */
export async function saveDataset(
  store: string,
  dataset: Dataset,
  split: SplitConfig,
  archive: string | null,
): Promise<Result<void>> {
  const { summary, path, images } = dataset
  const saved: SavedDataset = {
    formatVersion: 2,
    summary,
    path,
    split,
    archive,
    images: images.map(toRow),
  }
  try {
    await mkdir(join(store, 'datasets'), { recursive: true })
  } catch (error) {
    return fileFailure(error, store)
  }
  return writeAtomic(savedPath(store, summary.datasetId), JSON.stringify(saved))
}

type Row = SavedDataset['images'][number]

function toRow({ file, classIndex, split, width, height, bytes, stamp, zip }: DatasetEntry): Row {
  const place: Row[7] = zip ? [zip.offset, zip.packedBytes, zip.deflated] : null
  return [file, classIndex, split, width, height, bytes, stamp, place]
}

/** The images that `saveDataset` was given. */
export function savedImages({ images }: SavedDataset): DatasetEntry[] {
  return images.map(([file, classIndex, split, width, height, bytes, stamp, place], index) => {
    const zip = place && { offset: place[0], packedBytes: place[1], deflated: place[2], crc: stamp }
    return { index, file, classIndex, split, width, height, bytes, stamp, zip }
  })
}

/** What `saveDataset` wrote, or null where there is nothing of that name or it is damaged. */
export async function readSavedDataset(store: string, datasetId: string): Promise<SavedDataset | null> {
  // The id comes from requests: nothing but our own kind may become a path.
  if (!/^[0-9a-f]{16}$/.test(datasetId)) return null
  try {
    return savedDatasetSchema.parse(JSON.parse(await readFile(savedPath(store, datasetId), 'utf8')))
  } catch {
    return null
  }
}

function savedPath(store: string, datasetId: string): string {
  return join(store, 'datasets', `${datasetId}.json`)
}
