import { open } from 'node:fs/promises'
import { createBatchSource } from '../../main/engine/dataset/batches.ts'
import { openDataset, type Dataset } from '../../main/engine/dataset/dataset.ts'
import { splitConfigSchema } from '../../shared/contract/dataset.ts'
import { XCEPTION_PREPROCESSING } from '../../shared/graph/layer-graph.ts'

/** Some classes of a dataset, with so many images of each to train and to validate with. */
export async function classesOf(
  archive: string,
  store: string,
  classes: readonly number[],
  training: number,
  validation: number,
): Promise<Dataset> {
  const opened = await openDataset({ path: archive, split: splitConfigSchema.parse({}), store })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const { summary } = opened.value
  const taken = classes.map(() => ({ training: 0, validation: 0, test: 0 }))
  const room = { training, validation, test: 0 }
  const images = opened.value.images.flatMap((image) => {
    const classIndex = classes.indexOf(image.classIndex)
    const counts = taken[classIndex]
    if (!counts || counts[image.split] >= room[image.split]) return []
    counts[image.split]++
    return [{ ...image, classIndex }]
  })
  const labels = classes.map((index, position) => {
    return { label: summary.classes[index]?.label ?? '', count: training + validation, ...room, ...taken[position] }
  })
  return {
    ...opened.value,
    summary: { ...summary, classes: labels, imageCount: images.length, hash: `${summary.hash}-${classes.join('-')}` },
    images: images.map((image, index) => ({ ...image, index })),
  }
}

/** Leaves the images' bytes and labels for another program: training, then validation. Returns how many of each. */
export async function writePixels(dataset: Dataset, path: string): Promise<readonly [number, number]> {
  const { resize } = XCEPTION_PREPROCESSING
  const none = { flip: false, shift: 0, brightness: 0 }
  const source = createBatchSource(dataset, {
    input: { size: 32, resize },
    batchSize: 100,
    augmentation: none,
    seed: 1,
  })
  const file = await open(path, 'w')
  const counts: [number, number] = [0, 0]
  try {
    for (const [part, batches] of [source.training(1, 0), source.validation()].entries()) {
      for await (const { pixels, labels, count } of batches) {
        for (let row = 0; row < count; row++) {
          await file.write(pixels.subarray(row * 3072, (row + 1) * 3072))
          await file.write(Uint8Array.of(labels[row] ?? 0))
        }
        counts[part === 0 ? 0 : 1] += count
      }
    }
    return counts
  } finally {
    await file.close()
    source.close()
  }
}
