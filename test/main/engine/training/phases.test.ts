import { describe, expect, it } from 'vitest'
import { countNativeTensors, tf } from '../../../../main/engine/backend/tensorflow.ts'
import { readCheckpoint } from '../../../../main/engine/runs/checkpoints.ts'
import { INTERRUPTED } from '../../../../main/engine/training/run-controls.ts'
import { continueRun, startRun } from '../../../../main/engine/training/run-training.ts'
import { trainedWeights } from '../../../../main/engine/training/weight-average.ts'
import type { TrainingConfig } from '../../../../shared/training/training-config.ts'
import type { TrainingEvent } from '../../../../shared/training/training-event.ts'
import { relativeL2 } from '../backend/gradient-check.ts'
import { numbersOf, readRunEvents, smallOptions, smallStore, startedOf } from './small-run.ts'
import { smallConfig } from './small-settings.ts'

const adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const

/** The head on features, then the last blocks, then everything; averaged, and slower towards the input. */
function phased(more: Partial<TrainingConfig> = {}): TrainingConfig {
  return smallConfig({
    epochs: 4,
    optimizer: adam,
    learningRate: 0.003,
    schedule: { kind: 'constant' },
    freeze: 'all',
    thaw: [
      { fromEpoch: 2, freeze: 'block5', rateFactor: 0.5 },
      { fromEpoch: 4, freeze: null, rateFactor: 0.1 },
    ],
    augmentFrom: 'thaw',
    head: [{ kind: 'dense', units: 8 }],
    depthDecay: 0.8,
    weightAverage: { decay: 0.9 },
    ...more,
  })
}

const stepLosses = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'step' ? [event.loss] : event.kind === 'epoch' ? [event.validation?.loss ?? NaN] : [],
  )

describe('a run of several phases', () => {
  it('changes its rate, lets go of blocks, resumes anywhere, and is the same op by op', async () => {
    const { store, dataset } = await smallStore()
    const config = phased()
    const start = async (more = {}) =>
      readRunEvents(startedOf(await startRun(smallOptions(store, dataset, { config, ...more }))))
    const whole = await start()
    expect(whole.filter(({ kind }) => kind === 'features').length).toBeGreaterThan(0)
    const rates = whole.flatMap((event) => (event.kind === 'step' ? [event.learningRate] : []))
    const factors = rates.map((rate) => Number((rate / 0.003).toFixed(6)))
    expect(factors).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1])
    // The first step of each phase and each size is another program's.
    const warm = whole.flatMap((event) => (event.kind === 'step' && event.warmUp ? [event.step] : []))
    expect(warm).toEqual([1, 3, 4, 6, 10, 12])

    // In the first phase, between two, in the second, before the last.
    for (const step of [2, 3, 5, 9]) {
      const controller = new AbortController()
      const { signal } = controller
      const broken = startedOf(await startRun(smallOptions(store, dataset, { config, signal })))
      const first = await readRunEvents(broken, (event) => {
        if (event.kind === 'step' && event.step === step) controller.abort(INTERRUPTED)
      })
      const unending = new AbortController().signal
      const resumed = await continueRun({ store, run: { runId: broken.runId }, signal: unending })
      const rest = await readRunEvents(startedOf(resumed))
      // Bit for bit: this machine repeats a run exactly.
      expect([...numbersOf(first), ...numbersOf(rest)], `from step ${step}`).toEqual(numbersOf(whole))
    }

    const counts = () => [tf.memory().numTensors, countNativeTensors()]
    const before = counts()
    const eager = await start({ engine: 'eager' })
    expect(counts()).toEqual(before)
    expect(relativeL2(stepLosses(eager), stepLosses(whole))).toBeLessThan(1e-4)
  }, 180_000)
})

describe('averaged weights', () => {
  it('are what is validated and kept; training goes on with its own', async () => {
    const { store, dataset } = await smallStore()
    const options = (weightAverage: TrainingConfig['weightAverage']) => {
      return smallOptions(store, dataset, { config: smallConfig({ epochs: 1, weightAverage, seed: 3 }) })
    }
    const plain = startedOf(await startRun(options(null)))
    const averaged = startedOf(await startRun(options({ decay: 0.9 })))
    const [ours, theirs] = [await readRunEvents(plain), await readRunEvents(averaged)]
    const steps = (events: typeof ours) => numbersOf(events.filter(({ kind }) => kind === 'step'))
    expect(steps(theirs)).toEqual(steps(ours))
    const loss = (events: typeof ours) => events.flatMap((e) => (e.kind === 'epoch' ? [e.validation?.loss] : []))
    expect(loss(theirs)).not.toEqual(loss(ours))
    const [kept, own] = await Promise.all(
      [averaged, plain].map(async (run) => {
        const read = await readCheckpoint(run.folder, run.runId, 'last')
        if (!read.ok) throw new Error(read.error.code)
        return read.value
      }),
    )
    if (!kept || !own) throw new Error('no checkpoint')
    const key = 'predictions/kernel'
    expect(kept.weights.get(key)).not.toEqual(own.weights.get(key))
    expect(trainedWeights(kept).get(key)).toEqual(own.weights.get(key))
  })
})
