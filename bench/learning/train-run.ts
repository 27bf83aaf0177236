import { createBatchSource } from '../../main/engine/dataset/batches.ts'
import type { Dataset } from '../../main/engine/dataset/dataset.ts'
import type { ModelFile } from '../../main/engine/formats/model-file.ts'
import { readRunModel } from '../../main/engine/formats/read-run-model.ts'
import { createModelFrom } from '../../main/engine/model/model.ts'
import { openRun } from '../../main/engine/runs/run-store.ts'
import { openEvaluation } from '../../main/engine/training/evaluate-batch.ts'
import { sumEvaluations } from '../../main/engine/training/evaluation.ts'
import { startRun } from '../../main/engine/training/run-training.ts'
import { imageInput } from '../../shared/graph/image-input.ts'
import { SMALL_IMAGES } from '../../shared/training/presets.ts'
import { trainingConfigSchema, type TrainingConfig } from '../../shared/training/training-config.ts'
import type { NetworkChoice } from '../../shared/zoo/network-choice.ts'

export interface Trained {
  /** Highest validation accuracy after an epoch, or where the time was over, in 0..1. */
  readonly best: number
  /** Features, compiling, steps and validation. */
  readonly seconds: number
  /** Ended ones. */
  readonly epochs: number
  readonly model: ModelFile
}

export const network = (classes: number): NetworkChoice & { readonly name: 'xception' } => {
  return { name: 'xception', options: { ...SMALL_IMAGES.model, classes } }
}

/** The small preset's recipe. */
export function pretrainConfig(epochs: number): TrainingConfig {
  return trainingConfigSchema.parse({ ...SMALL_IMAGES.config, epochs })
}

/** The head for ten epochs, then the last two blocks for ten more, as the window offers it. */
export const FINE_TUNING = trainingConfigSchema.parse({
  epochs: 20,
  batchSize: 20,
  optimizer: { kind: 'adam' },
  learningRate: 0.001,
  schedule: { kind: 'constant' },
  freeze: 'all',
  thaw: [{ fromEpoch: 11, freeze: 'block12', rateFactor: 0.1 }],
})

/** The same optimizer, batches and rate for all weights, until the time is over. */
export const FROM_SCRATCH = trainingConfigSchema.parse({ ...FINE_TUNING, epochs: 10_000, freeze: null, thaw: [] })

/** Trains a run from fresh weights or from a model; stops it after so many seconds where that is given. */
export async function trainFor(
  store: string,
  dataset: Dataset,
  config: TrainingConfig,
  from: ModelFile | null,
  limitSeconds: number | null,
): Promise<Trained> {
  const controller = new AbortController()
  const initial = from && { source: 'pretrained', ...from }
  const classes = dataset.summary.classes.length
  const options = { store, dataset, network: from?.graph ?? network(classes), config, initial }
  const startMs = performance.now()
  const started = await startRun({ ...options, signal: controller.signal })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  let [best, epochs] = [0, 0]
  for await (const event of started.value.events) {
    if (event.kind === 'epoch') {
      best = Math.max(best, event.validation?.top1 ?? 0)
      epochs++
    }
    if (limitSeconds !== null && performance.now() - startMs > 1000 * limitSeconds) controller.abort()
  }
  const seconds = (performance.now() - startMs) / 1000
  const run = await openRun(started.value.folder)
  const read = run.ok ? await readRunModel(run.value, limitSeconds === null ? 'best' : 'last') : run
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  const { model } = read.value
  // Where the time was over in the middle of an epoch, which may be the first.
  if (limitSeconds !== null) best = Math.max(best, await accuracyOf(model, dataset))
  return { best, seconds, epochs, model }
}

/** Of a model on a dataset's validation images, in 0..1. */
async function accuracyOf({ graph, weights }: ModelFile, dataset: Dataset): Promise<number> {
  const built = createModelFrom(graph, weights)
  if (!built.ok) throw new Error(JSON.stringify(built.error))
  const { augmentation, seed } = FINE_TUNING
  const batchSize = 100
  const source = createBatchSource(dataset, { input: imageInput(graph), batchSize, augmentation, seed })
  const pass = openEvaluation(built.value, { capacity: batchSize })
  const sum = sumEvaluations(dataset.summary.classes.length)
  try {
    for await (const batch of source.validation()) sum.add(batch, pass.evaluate(batch))
    return sum.result()?.metrics.top1 ?? 0
  } finally {
    pass.close()
    source.close()
    built.value.dispose()
  }
}
