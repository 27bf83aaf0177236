import type { TrainingConfig } from '../../../../shared/training/training-config.ts'
import { trainingConfigSchema } from '../../../../shared/training/training-config.ts'
import type { TrainingEvent } from '../../../../shared/training/training-event.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'
import type { Dataset } from '../../../../main/engine/dataset/dataset.ts'
import type { StartRunOptions, StartedRun } from '../../../../main/engine/training/run-training.ts'
import type { Result } from '../../../../shared/contract/result.ts'
import { twoClasses } from '../dataset/image-files.ts'
import { opened } from '../dataset/open-tree.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'

/** All module kinds of an Xception, as narrow as it goes: a step takes milliseconds. */
export const SMALL_MODEL = xceptionOptionsSchema.parse({
  inputSize: 32,
  width: 0.02,
  middle: 1,
  dropout: 0.3,
  batchNormMomentum: 0.9,
})

/** A store with a dataset of two classes in it: 16 training images, 4 for validation. */
export async function smallStore(perClass = 10): Promise<{ store: string; dataset: Dataset }> {
  const store = temporaryFolder()
  const { dataset } = await opened(twoClasses(perClass), { store })
  return { store, dataset }
}

/** Batches of 6, 6 and 4 an epoch, augmented, with momentum: all that a resumed run has to take up again. */
export function smallConfig(fields: Partial<TrainingConfig> = {}): TrainingConfig {
  return trainingConfigSchema.parse({
    epochs: 3,
    batchSize: 6,
    learningRate: 0.05,
    l2: 1e-4,
    schedule: { kind: 'cosine', warmupEpochs: 1, floor: 0.01 },
    augmentation: { flip: true, shift: 0.1, brightness: 0.1 },
    ...fields,
  })
}

export function smallOptions(store: string, dataset: Dataset, more: Partial<StartRunOptions> = {}): StartRunOptions {
  const { signal } = new AbortController()
  return { store, dataset, modelOptions: SMALL_MODEL, config: smallConfig(), signal, ...more }
}

export function startedOf(result: Result<StartedRun>): StartedRun {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Reads a run to its end; `onEvent` may stop it. */
export async function readRunEvents(
  run: StartedRun,
  onEvent: (event: TrainingEvent) => unknown = () => undefined,
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = []
  for await (const event of run.events) {
    events.push(event)
    await onEvent(event)
  }
  return events
}

/** What must be the same when a run is repeated or resumed. */
export function numbersOf(events: readonly TrainingEvent[]) {
  return events.flatMap((event) => {
    if (event.kind === 'step') {
      const { step, loss, penalty, top1, learningRate } = event
      return [{ step, loss, penalty, top1, learningRate }]
    }
    if (event.kind !== 'epoch') return []
    const { epoch, training, validation, confusion, best } = event
    return [{ epoch, training, validation, confusion, best }]
  })
}
