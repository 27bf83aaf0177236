import { setImmediate } from 'node:timers/promises'
import { fail } from '../../../shared/contract/result.ts'
import { phaseAt } from '../../../shared/training/phases.ts'
import type { Batch } from '../dataset/batches.ts'
import { sumEvaluations, type Evaluation } from './evaluation.ts'
import { finishEpoch } from './finish-epoch.ts'
import { learningRateAt } from './learning-rate.ts'
import type { TrainOptions } from './train-options.ts'
import { failedEvent, type TrainerEvent } from './trainer-event.ts'
import type { TrainingClock } from './training-clock.ts'

/** How a part of the work ended: the rest is still to do, or the run is over. */
export type Outcome = 'done' | 'stopped' | 'failed'

const diverged = (step: number) => failedEvent(fail('training-diverged', { step }).error)

/** Time between two `validating` events. */
const VALIDATING_MS = 200

/**
 * Gives the function that runs the rest of the epoch at the cursor: steps, validation, `epoch`. Between any two steps
 * the event loop runs, so that requests are answered.
 */
export function createEpochRunner(options: TrainOptions, clock: TrainingClock) {
  const { step, openEvaluation, batches, config, cursor } = options
  /** Batch sizes that this process has trained: the first step of each allocates and compiles. */
  const warm = new Set<number>()

  /** Yields to the event loop, then holds while paused. False when the run is to stop. */
  async function* mayGoOn(): AsyncGenerator<TrainerEvent, boolean> {
    const { gate, guests, signal } = options
    await setImmediate()
    await guests?.served()
    if (gate?.closed && !signal.aborted) {
      clock.tick()
      yield { kind: 'paused', step: cursor.step }
      await gate.passed(signal)
      clock.skip()
      if (!signal.aborted) yield { kind: 'resumed', step: cursor.step }
    }
    return !signal.aborted
  }

  /** Tells that it compiles, lets that be seen, and compiles. */
  async function* compile(
    what: 'step' | 'evaluation',
    samples: number,
    work: () => void,
  ): AsyncGenerator<TrainerEvent, void> {
    yield { kind: 'compiling', what, samples }
    await setImmediate()
    work()
  }

  async function* trainSteps(): AsyncGenerator<TrainerEvent, Outcome> {
    const iterator = batches.training(cursor.epoch, cursor.stepInEpoch)[Symbol.asyncIterator]()
    try {
      for (;;) {
        if (!(yield* mayGoOn())) return 'stopped'
        const startMs = performance.now()
        const next = await iterator.next()
        const waitMs = performance.now() - startMs
        if (next.done) return 'done'
        if (next.value.count === 0) {
          // None of its files could be read any more: the step keeps its number, so that a resumed run counts alike.
          cursor.step++
          cursor.stepInEpoch++
          continue
        }
        const { count } = next.value
        if (!step.isReady(count)) {
          yield* compile('step', count, () => step.prepare(count))
        }
        const event = runStep(next.value, startMs, waitMs)
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

  function runStep(batch: Batch, startMs: number, waitMs: number): TrainerEvent | null {
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
      waitMs,
      warmUp,
    }
  }

  async function* validate(): AsyncGenerator<TrainerEvent, { stopped: boolean; evaluation: Evaluation | null }> {
    const sum = sumEvaluations(batches.labels.length)
    const total = batches.validationSamples
    if (total === 0) return { stopped: false, evaluation: null }
    const pass = openEvaluation()
    try {
      if (!pass.isReady()) yield* compile('evaluation', batches.batchSize, () => pass.prepare())
      let toldMs = performance.now()
      for await (const batch of batches.validation()) {
        if (batch.count > 0) sum.add(batch, pass.evaluate(batch))
        if (!(yield* mayGoOn())) return { stopped: true, evaluation: null }
        if (performance.now() - toldMs < VALIDATING_MS && sum.samples < total) continue
        toldMs = performance.now()
        yield { kind: 'validating', epoch: cursor.epoch, done: sum.samples, total }
      }
    } finally {
      pass.close()
    }
    return { stopped: false, evaluation: sum.result() }
  }

  return async function* (): AsyncGenerator<TrainerEvent, Outcome> {
    // Another phase is another program.
    if (phaseAt(config, cursor.epoch).fromEpoch === cursor.epoch) warm.clear()
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
