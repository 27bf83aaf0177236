import type { DatasetSummary, SplitName } from '../../../shared/contract/dataset.ts'
import type { ZipPart } from './zip-part.ts'

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
  /** Size of the file, unpacked. */
  readonly bytes: number
  /** Differs where the file's contents differ: its time of change, or its CRC in the zip. */
  readonly stamp: number
  /** Where it lies inside of the zip; null for a file of its own. */
  readonly zip: ZipPart | null
}

/** A scanned, checked and split folder or zip. Plain data: it can be saved and sent. */
export interface Dataset {
  readonly summary: DatasetSummary
  /** What the user opened: the folder or the zip itself. Stands in run manifests. */
  readonly path: string
  /** `path` without links: the folder that `file` of the images is relative to, or the zip that they are read from. */
  readonly root: string
  /** The store that remembers it, and that its decoded images are kept in. */
  readonly store: string
  /** Sorted by file name; `images[i].index === i`. */
  readonly images: readonly DatasetEntry[]
}
