import { isStoppedEarly } from './finish-epoch.ts'
import { createEpochRunner, type Outcome } from './run-epoch.ts'
import type { TrainOptions } from './train-options.ts'
import type { TrainerEvent } from './trainer-event.ts'
import { startClock } from './training-clock.ts'
import { currentEpoch } from './training-cursor.ts'

/**
 * Trains from the cursor to the end: `started`, steps, validations and epochs, then `finished` or, when the loss is no
 * longer a number, `failed`. Lets the event loop run between any two steps, so that requests are answered. No disk.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainerEvent, void> {
  const { batches, config, cursor, signal } = options
  const clock = startClock(cursor)
  const { stepsPerEpoch, trainingSamples, validationSamples } = batches
  const { epochs } = config
  const enter = () => options.enter?.(cursor.epoch, signal) ?? []
  yield* enter()
  yield { kind: 'started', epochs, stepsPerEpoch, trainingSamples, validationSamples, fromStep: cursor.step + 1 }
  const runEpoch = createEpochRunner(options, clock)
  let outcome: Outcome = 'done'
  while (outcome === 'done' && cursor.epoch <= epochs && !isStoppedEarly(cursor, config)) {
    yield* enter()
    outcome = yield* runEpoch()
  }
  if (outcome === 'failed') return
  clock.tick()
  const reason =
    signal.aborted && outcome === 'stopped' ? 'stopped' : cursor.epoch > epochs ? 'completed' : 'early-stopping'
  const { step, durationMs, bestEpoch } = cursor
  yield { kind: 'finished', reason, epoch: currentEpoch(cursor), step, durationMs, bestEpoch }
}
