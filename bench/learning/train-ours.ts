import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createBatchSource, type Batch } from '../../main/engine/dataset/batches.ts'
import { openDataset, type Dataset } from '../../main/engine/dataset/dataset.ts'
import { createModel } from '../../main/engine/model/model.ts'
import { openEvaluation } from '../../main/engine/training/evaluate-batch.ts'
import { sumEvaluations } from '../../main/engine/training/evaluation.ts'
import { learningRateAt } from '../../main/engine/training/learning-rate.ts'
import { createTrainStep } from '../../main/engine/training/train-step.ts'
import { splitConfigSchema } from '../../shared/contract/dataset.ts'
import { imageInput } from '../../shared/graph/image-input.ts'
import { SMALL_IMAGES } from '../../shared/training/presets.ts'
import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { encodeTensors } from '../../test/parity/tensor-file.ts'
import type { Curve } from './learning.ts'

interface Options {
  readonly archive: string
  /** Where the first weights, the batches and the validation images are left for Keras. */
  readonly folder: string
  /** Training images; a fifth as many validate. */
  readonly images: number
  readonly epochs: number
  readonly seed: number
}

const BATCH = 64

/** Trains the small preset on a part of CIFAR-10, and leaves everything that Keras needs to do the same. */
export async function trainOurs({ archive, folder, images, epochs, seed }: Options): Promise<Curve> {
  const dataset = await openPart(archive, folder, images)
  const config = trainingConfigSchema.parse({ ...SMALL_IMAGES.config, epochs, batchSize: BATCH, seed })
  const modelOptions = { ...SMALL_IMAGES.model, classes: dataset.summary.classes.length }
  const model = createModel(xception(modelOptions), seed)
  const weights = model.specs.map(({ key, shape }) => {
    const data = model.weights.get(key)?.dataSync<'float32'>().slice() as Float32Array
    return [`weight:${key}`, { shape, data }] as const
  })
  await writeFile(join(folder, 'weights'), encodeTensors(new Map(weights)))
  const source = createBatchSource(dataset, { input: imageInput(model.graph), ...config })
  const step = createTrainStep(model, config, { classWeights: null })
  const kept = await open(join(folder, 'batches'), 'w')
  const counts: number[][] = []
  const rates: number[] = []
  const accuracy: number[] = []
  let ms = 0
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const sizes: number[] = []
      for await (const batch of source.training(epoch, 0)) {
        await keep(kept, batch)
        const rate = learningRateAt(config, source.stepsPerEpoch, rates.length)
        rates.push(rate)
        sizes.push(batch.count)
        const startMs = performance.now()
        step.run(batch, rate, rates.length)
        ms += performance.now() - startMs
      }
      counts.push(sizes)
      const pass = openEvaluation(model, { capacity: BATCH })
      const sum = sumEvaluations(10)
      for await (const batch of source.validation()) sum.add(batch, pass.evaluate(batch))
      pass.close()
      accuracy.push(sum.result()?.metrics.top1 ?? NaN)
    }
    const validation: number[] = []
    for await (const batch of source.validation()) {
      validation.push(batch.count)
      await keep(kept, batch)
    }
    const { momentum } = config.optimizer as { momentum: number }
    const request = { options: modelOptions, counts, rates, validation, momentum, l2: config.l2 }
    await writeFile(join(folder, 'request.json'), JSON.stringify(request))
    return { seed, accuracy, seconds: ms / 1000 }
  } finally {
    await kept.close()
    source.close()
    step.dispose()
    model.dispose()
  }
}

/** The images' bytes, then their labels as bytes. */
async function keep(file: Awaited<ReturnType<typeof open>>, { pixels, labels }: Batch): Promise<void> {
  await file.write(pixels)
  await file.write(Uint8Array.from(labels))
}

async function openPart(archive: string, store: string, images: number): Promise<Dataset> {
  const opened = await openDataset({ path: archive, split: splitConfigSchema.parse({}), store })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const room = { training: images, validation: Math.round(images / 5), test: 0 }
  // Every nth, so that the classes, which lie one after the other, are all there.
  const parts = { training: 0, validation: 0, test: 0 }
  const all = { training: 0, validation: 0, test: 0 }
  for (const { split } of opened.value.images) all[split]++
  const kept = opened.value.images.filter(({ split }) => {
    const position = parts[split]++
    const stride = Math.max(1, Math.floor(all[split] / Math.max(1, room[split])))
    return position % stride === 0 && position / stride < room[split]
  })
  return { ...opened.value, images: kept.map((image, index) => ({ ...image, index })) }
}
