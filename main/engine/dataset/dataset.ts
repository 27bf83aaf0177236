/** The way in for the other parts of the engine: what a dataset is, and what can be done with it. */
export type { Dataset, DatasetEntry } from './dataset-entry.ts'
export { decodeImage } from './decode-image.ts'
export { createKnownDatasets, type KnownDatasets } from './known-datasets.ts'
export { loadDataset, openDataset, samplePath, type OpenOptions } from './open-dataset.ts'
export { readImage } from './read-image.ts'
export type { ScanProgress } from './scan-progress.ts'
export { thumbnail } from './thumbnail.ts'
