import type { Dataset } from '../../main/engine/dataset/dataset.ts'
import type { ModelFile } from '../../main/engine/formats/model-file.ts'
import { readRunModel } from '../../main/engine/formats/read-run-model.ts'
import { openRun } from '../../main/engine/runs/run-store.ts'
import { startRun } from '../../main/engine/training/run-training.ts'
import { SMALL_IMAGES } from '../../shared/training/presets.ts'
import { trainingConfigSchema, type TrainingConfig } from '../../shared/training/training-config.ts'
import type { NetworkChoice } from '../../shared/zoo/network-choice.ts'

export interface Trained {
  /** Highest validation accuracy of an epoch, in 0..1. */
  readonly best: number
  /** Features, compiling, steps and validation. */
  readonly seconds: number
  readonly model: ModelFile
}

export const network = (classes: number): NetworkChoice & { readonly name: 'xception' } => {
  return { name: 'xception', options: { ...SMALL_IMAGES.model, classes } }
}

/** The small preset without augmentation, so that both sides see the same images. */
export function pretrainConfig(epochs: number): TrainingConfig {
  const augmentation = { flip: false, shift: 0, brightness: 0 }
  return trainingConfigSchema.parse({ ...SMALL_IMAGES.config, epochs, augmentation })
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
  let best = 0
  for await (const event of started.value.events) {
    if (event.kind === 'epoch') best = Math.max(best, event.validation?.top1 ?? 0)
    if (limitSeconds !== null && performance.now() - startMs > 1000 * limitSeconds) controller.abort()
  }
  const seconds = (performance.now() - startMs) / 1000
  const run = await openRun(started.value.folder)
  const read = run.ok ? await readRunModel(run.value) : run
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return { best, seconds, model: read.value.model }
}
