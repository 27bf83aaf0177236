import { setImmediate } from 'node:timers/promises'
import { fail } from '../../../shared/contract/result.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import type { Batch, BatchSource } from '../dataset/batches.ts'
import { finishEpoch, isStoppedEarly } from './finish-epoch.ts'
import { sumEvaluations, type EvaluateBatch, type Evaluation } from './evaluation.ts'
import { learningRateAt } from './learning-rate.ts'
import type { PauseGate } from './pause-gate.ts'
import { startClock, type TrainingClock } from './training-clock.ts'
import { failedEvent, type TrainerEvent } from './trainer-event.ts'
import { currentEpoch, type TrainingCursor } from './training-cursor.ts'

/** One update of the weights. Means over the batch; `top1` and `top5` as shares. */
export interface StepRunner {
  run(batch: Batch, learningRate: number, stepNumber: number): StepOutcome
}
export interface StepOutcome {
  readonly loss: number
  readonly penalty: number
  readonly top1: number
  readonly top5: number
}

export interface TrainOptions {
  readonly step: StepRunner
  readonly evaluate: EvaluateBatch
  readonly batches: BatchSource
  readonly config: TrainingConfig
  /** Moved on in place. Whenever an event comes out, it, the weights and the optimizer stand at the same point. */
  readonly cursor: TrainingCursor
  /** Aborts after the step in flight. */
  readonly signal: AbortSignal
  readonly gate?: PauseGate
}

/** How a part of the work ended: the rest is still to do, or the run is over. */
type Outcome = 'done' | 'stopped' | 'failed'

const diverged = (step: number) => failedEvent(fail('training-diverged', { step }).error)

/** Time between two `validating` events. */
const VALIDATING_MS = 200

/**
 * Trains from the cursor to the end: `started`, steps, validations and epochs, then `finished` or, when the loss is no
 * longer a number, `failed`. Lets the event loop run between any two steps, so that requests are answered. No disk.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainerEvent, void> {
  const { batches, config, cursor, signal } = options
  const clock = startClock(cursor)
  const { stepsPerEpoch, trainingSamples, validationSamples } = batches
  const { epochs } = config
  yield { kind: 'started', epochs, stepsPerEpoch, trainingSamples, validationSamples, fromStep: cursor.step + 1 }
  const runEpoch = createEpochRunner(options, clock)
  let outcome: Outcome = 'done'
  while (outcome === 'done' && cursor.epoch <= epochs && !isStoppedEarly(cursor, config)) outcome = yield* runEpoch()
  if (outcome === 'failed') return
  clock.tick()
  const reason =
    signal.aborted && outcome === 'stopped' ? 'stopped' : cursor.epoch > epochs ? 'completed' : 'early-stopping'
  const { step, durationMs, bestEpoch } = cursor
  yield { kind: 'finished', reason, epoch: currentEpoch(cursor), step, durationMs, bestEpoch }
}

function createEpochRunner(options: TrainOptions, clock: TrainingClock) {
  const { step, evaluate, batches, config, cursor } = options
  /** Batch sizes that this process has trained: the first step of each allocates and compiles. */
  const warm = new Set<number>()

  /** Yields to the event loop, then holds while paused. False when the run is to stop. */
  async function* mayGoOn(): AsyncGenerator<TrainerEvent, boolean> {
    const { gate, signal } = options
    await setImmediate()
    if (gate?.closed && !signal.aborted) {
      clock.tick()
      yield { kind: 'paused', step: cursor.step }
      await gate.passed(signal)
      clock.skip()
      if (!signal.aborted) yield { kind: 'resumed', step: cursor.step }
    }
    return !signal.aborted
  }

  async function* trainSteps(): AsyncGenerator<TrainerEvent, Outcome> {
    const iterator = batches.training(cursor.epoch, cursor.stepInEpoch)[Symbol.asyncIterator]()
    try {
      for (;;) {
        if (!(yield* mayGoOn())) return 'stopped'
        const startMs = performance.now()
        const next = await iterator.next()
        if (next.done) return 'done'
        if (next.value.count === 0) {
          // None of its files could be read any more: the step keeps its number, so that a resumed run counts alike.
          cursor.step++
          cursor.stepInEpoch++
          continue
        }
        const event = runStep(next.value, startMs)
        if (!event) {
          yield diverged(cursor.step + 1)
          return 'failed'
        }
        yield event
      }
    } finally {
      await iterator.return?.()
    }
  }

  function runStep(batch: Batch, startMs: number): TrainerEvent | null {
    const { count: samples } = batch
    const learningRate = learningRateAt(config, batches.stepsPerEpoch, cursor.step)
    const { loss, penalty, top1, top5 } = step.run(batch, learningRate, cursor.step + 1)
    if (!Number.isFinite(loss + penalty)) return null
    const durationMs = performance.now() - startMs
    const warmUp = !warm.has(samples)
    warm.add(samples)
    cursor.step++
    cursor.stepInEpoch++
    const { totals } = cursor
    totals.samples += samples
    totals.loss += loss * samples
    totals.top1 += top1 * samples
    totals.top5 += top5 * samples
    if (!warmUp) {
      totals.measuredSamples += samples
      totals.measuredMs += durationMs
    }
    clock.tick()
    const { epoch } = cursor
    return {
      kind: 'step',
      epoch,
      step: cursor.step,
      samples,
      loss,
      penalty,
      top1,
      top5,
      learningRate,
      durationMs,
      warmUp,
    }
  }

  async function* validate(): AsyncGenerator<TrainerEvent, { stopped: boolean; evaluation: Evaluation | null }> {
    const sum = sumEvaluations(batches.labels.length)
    const total = batches.validationSamples
    if (total === 0) return { stopped: false, evaluation: null }
    let toldMs = performance.now()
    for await (const batch of batches.validation()) {
      if (batch.count > 0) sum.add(batch, evaluate(batch))
      if (!(yield* mayGoOn())) return { stopped: true, evaluation: null }
      if (performance.now() - toldMs < VALIDATING_MS && sum.samples < total) continue
      toldMs = performance.now()
      yield { kind: 'validating', epoch: cursor.epoch, done: sum.samples, total }
    }
    return { stopped: false, evaluation: sum.result() }
  }

  return async function* (): AsyncGenerator<TrainerEvent, Outcome> {
    const outcome = yield* trainSteps()
    if (outcome !== 'done') return outcome
    const { stopped, evaluation } = yield* validate()
    if (stopped) return 'stopped'
    clock.tick()
    const learningRate = learningRateAt(config, batches.stepsPerEpoch, Math.max(0, cursor.step - 1))
    const event = finishEpoch(cursor, evaluation, learningRate)
    if (!event) {
      yield diverged(cursor.step)
      return 'failed'
    }
    yield event
    return 'done'
  }
}
