import { createHash } from 'node:crypto'
import type { DatasetSummary, SplitConfig, SplitName } from '../../../shared/contract/dataset.ts'
import type { Dataset, DatasetEntry } from './dataset-entry.ts'
import { datasetIdOf } from './dataset-store.ts'
import type { ImageHeader } from './image-header.ts'
import type { Scan } from './scan-dataset.ts'

interface DatasetParts {
  readonly scan: Scan
  readonly path: string
  readonly root: string
  readonly store: string
  readonly name: string
  readonly kind: DatasetSummary['kind']
  readonly split: SplitConfig
}

/** Numbers the images of a scan and sums them up. */
export function buildDataset({ scan, path, root, store, name, kind, split }: DatasetParts): Dataset {
  const classOf = new Map(scan.labels.map((label, index) => [label, index]))
  const images = scan.files.map(({ file, label, header, bytes, stamp, zip }, index): DatasetEntry => {
    const [classIndex, part] = [classOf.get(label) ?? 0, scan.splits.get(file) ?? 'training']
    return { index, file, classIndex, split: part, ...shownSize(header), bytes, stamp, zip }
  })
  const counts = scan.labels.map(() => ({ training: 0, validation: 0, test: 0 }))
  for (const { classIndex, split: part } of images) (counts[classIndex] as Record<SplitName, number>)[part]++
  const classes = scan.labels.map((label, index) => {
    const own = counts[index] as Record<SplitName, number>
    return { label, count: own.training + own.validation + own.test, ...own }
  })
  const hash = hashOf(images)
  const { problems, splitFrom } = scan
  const datasetId = datasetIdOf(path, hash, split)
  const summary = {
    datasetId,
    name,
    kind,
    classes,
    imageCount: images.length,
    problems: [...problems],
    splitFrom,
    hash,
  }
  return { summary, path, root, store, images }
}

/** Orientations from 5 on lie on their side. */
function shownSize({ width, height, orientation }: ImageHeader) {
  return orientation < 5 ? { width, height } : { width: height, height: width }
}

function hashOf(images: readonly DatasetEntry[]): string {
  const hash = createHash('sha256')
  for (const { file, bytes, split } of images) hash.update(`${file}\0${bytes}\0${split}\n`)
  return hash.digest('hex')
}
