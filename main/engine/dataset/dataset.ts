import type { SplitConfig, Thumbnail } from '../../../shared/contract/dataset.ts'
import type { EventPayload } from '../../../shared/contract/events.ts'
import type { Result } from '../../../shared/contract/result.ts'
import type { Dataset } from './dataset-entry.ts'

export type { Dataset, DatasetEntry } from './dataset-entry.ts'

export type ScanProgress = EventPayload<'dataset:progress'>

export interface OpenOptions {
  /** A folder of class folders or a zip of one. */
  readonly path: string
  /** Given for the bundled sample: `path` is `samplePath()`. */
  readonly kind?: 'sample'
  readonly split: SplitConfig
  /** The store folder: zips are unpacked and datasets are remembered there. */
  readonly store: string
  readonly signal?: AbortSignal
  /** At most ten times a second, the first within a second, the last with the final counts. */
  readonly onProgress?: (progress: ScanProgress) => void
}

/** Scans, checks and splits; saves `<store>/datasets/<datasetId>.json`. Never writes into the folder that it opens. */
export function openDataset(_options: OpenOptions): Promise<Result<Dataset>> {
  throw new Error('not written yet')
}

/** A dataset that was opened before, by this process or another; `dataset-unknown` when it was not. */
export function loadDataset(_store: string, _datasetId: string): Promise<Result<Dataset>> {
  throw new Error('not written yet')
}

/** The zip of the bundled sample. */
export function samplePath(): string {
  throw new Error('not written yet')
}

/** The bytes of an image's file. */
export function readImage(_dataset: Dataset, _index: number): Promise<Result<Buffer>> {
  throw new Error('not written yet')
}

/**
 * Decodes to RGB bytes `[size, size, 3]`, stretched to size by an antialiased bilinear resize (as Pillow's); EXIF
 * orientation honoured, the first frame of a GIF, alpha over white, grey to RGB. `name` stands in the error.
 */
export function decodeImage(_bytes: Uint8Array, _size: number, _name?: string): Promise<Result<Uint8Array>> {
  throw new Error('not written yet')
}

/** A small JPEG or PNG with `size` as its longest side at most; kept in memory while recent. */
export function thumbnail(_dataset: Dataset, _index: number, _size: number): Promise<Thumbnail> {
  throw new Error('not written yet')
}
