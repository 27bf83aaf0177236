import { deflateSync } from 'node:zlib'
import { createRandom } from '../../../../shared/training/random.ts'
import type { TrainingEvent } from '../../../../shared/training/training-event.ts'
import { SMALL_NETWORK, smallConfig } from './small-settings.ts'
import type { Dataset } from '../../../../main/engine/dataset/dataset.ts'
import type { StartRunOptions, StartedRun } from '../../../../main/engine/training/run-training.ts'
import type { Result } from '../../../../shared/contract/result.ts'
import { pngOf } from '../dataset/image-files.ts'
import { opened } from '../dataset/open-tree.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'

/** Bright and dark noise, so many images of each: 16 training images and 4 for validation of 20. */
function noisyClasses(perClass: number): Record<string, Buffer> {
  const random = createRandom(7)
  const image = (brightness: number) => {
    const rows = Array.from({ length: 32 }, () => {
      return [0, ...Array.from({ length: 96 }, () => brightness + random.below(100))]
    })
    return pngOf(32, 32, deflateSync(Buffer.from(rows.flat())))
  }
  const names = Array.from({ length: perClass }, (_, index) => `${index}.png`)
  return Object.fromEntries([
    ...names.map((name) => [`bright/${name}`, image(120)]),
    ...names.map((name) => [`dark/${name}`, image(40)]),
  ])
}

/** A store with a dataset of two classes in it. */
export async function smallStore(perClass = 10): Promise<{ store: string; dataset: Dataset }> {
  const store = temporaryFolder()
  const { dataset } = await opened(noisyClasses(perClass), { store })
  return { store, dataset }
}

export function smallOptions(store: string, dataset: Dataset, more: Partial<StartRunOptions> = {}): StartRunOptions {
  const { signal } = new AbortController()
  return { store, dataset, network: SMALL_NETWORK, config: smallConfig(), signal, ...more }
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
  return events.flatMap((event): object[] => {
    if (event.kind === 'step') {
      const { step, loss, penalty, top1, learningRate } = event
      return [{ step, loss, penalty, top1, learningRate }]
    }
    if (event.kind !== 'epoch') return []
    const { epoch, training, validation, confusion, best } = event
    return [{ epoch, training, validation, confusion, best }]
  })
}
