import { splitConfigSchema, type SplitConfig } from '../../shared/contract/dataset.ts'
import type { Dataset } from '../engine/dataset/dataset.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { valueOf } from './command-failure.ts'
import { onInterrupt } from './interrupt.ts'
import { numberOption } from './option-specs.ts'
import { count } from './output.ts'

const { shape } = splitConfigSchema

/** How a dataset without folders of its own for it is split. */
export const SPLIT_OPTIONS = {
  validation: numberOption('share of each class that validates; 0.2 when not given', shape.validation),
  test: numberOption('share of each class kept apart for tests; 0 when not given', shape.test),
} as const

/** Opens a folder or zip, or the bundled sample by the name "sample", with the counts on stderr when that is a terminal. */
export async function openImages(path: string, split: SplitConfig): Promise<Dataset> {
  // Decoders and archive readers: not for commands that never look at an image.
  const { openDataset, samplePath } = await import('../engine/dataset/dataset.ts')
  const sample = path === 'sample'
  const live = process.stderr.isTTY
  const interrupt = onInterrupt()
  try {
    const dataset = await openDataset({
      path: sample ? samplePath() : path,
      ...(sample ? { kind: 'sample' as const } : {}),
      split,
      store: storeFolder(),
      signal: interrupt.signal,
      onProgress: ({ filesSeen, filesChecked, problemCount }) => {
        if (!live) return
        const problems = problemCount > 0 ? `, ${count(problemCount)} problems` : ''
        process.stderr.write(`\r\u001B[Kchecked ${count(filesChecked)} of ${count(filesSeen)} files${problems}`)
      },
    })
    return valueOf(dataset)
  } finally {
    if (live) process.stderr.write('\r\u001B[K')
    interrupt.release()
  }
}
