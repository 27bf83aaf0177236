import type { DatasetSummary, SplitName } from '../../../shared/contract/dataset.ts'

/** One usable image. */
export interface DatasetEntry {
  /** Position in `Dataset.images`: the key of thumbnails and batches. */
  readonly index: number
  /** Path inside the dataset, `/` as separator. */
  readonly file: string
  /** Position in `summary.classes`. */
  readonly classIndex: number
  readonly split: SplitName
  /** Pixels, after EXIF turned the picture. */
  readonly width: number
  readonly height: number
  /** Size of the file. */
  readonly bytes: number
}

/** A scanned, checked and split folder or zip. Plain data: it can be saved and sent. */
export interface Dataset {
  readonly summary: DatasetSummary
  /** What the user opened: the folder or the zip itself. Stands in run manifests. */
  readonly path: string
  /** The folder that `file` of the images is relative to: `path`, or where the zip was unpacked. */
  readonly root: string
  /** Sorted by file name; `images[i].index === i`. */
  readonly images: readonly DatasetEntry[]
}
