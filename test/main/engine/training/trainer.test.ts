import { describe, expect, it } from 'vitest'
import { createPauseGate } from '../../../../main/engine/training/pause-gate.ts'
import { train } from '../../../../main/engine/training/trainer.ts'
import { startCursor } from '../../../../main/engine/training/training-cursor.ts'
import { trainingConfigSchema } from '../../../../shared/training/training-config.ts'
import { collect, evaluateAs, ofKind, plainBatches, plainOptions, ready } from './plain-training.ts'

const three = () => plainBatches([[0, 1], [1, 0], [1]], [[0], [1, 1]])
const config = (fields: object) => trainingConfigSchema.parse({ schedule: { kind: 'constant' }, ...fields })

describe('train', () => {
  it('tells a whole run in order, steps counted over epochs', async () => {
    const { source: batches, asked } = three()
    const events = await collect(train(plainOptions({ batches })))
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'validating')).toEqual([
      'started',
      'step',
      'step',
      'step',
      'epoch',
      'step',
      'step',
      'step',
      'epoch',
      'finished',
    ])
    expect(events[0]).toEqual({
      kind: 'started',
      epochs: 2,
      stepsPerEpoch: 3,
      trainingSamples: 5,
      validationSamples: 3,
      fromStep: 1,
    })
    const steps = ofKind(events, 'step')
    expect(
      steps.map(({ epoch, step, samples, loss, penalty, learningRate }) => {
        return [epoch, step, samples, loss, penalty, learningRate]
      }),
    ).toEqual([
      [1, 1, 2, 1, 0.5, 0.1],
      [1, 2, 2, 2, 0.5, 0.1],
      [1, 3, 1, 3, 0.5, 0.1],
      [2, 4, 2, 4, 0.5, 0.1],
      [2, 5, 2, 5, 0.5, 0.1],
      [2, 6, 1, 6, 0.5, 0.1],
    ])
    expect(ofKind(events, 'validating').at(-1)).toMatchObject({ epoch: 2, done: 3, total: 3 })
    expect(events.at(-1)).toMatchObject({ kind: 'finished', reason: 'completed', epoch: 2, step: 6, bestEpoch: 1 })
    expect(asked).toEqual([
      { epoch: 1, fromStep: 0 },
      { epoch: 2, fromStep: 0 },
    ])
  })

  it("an epoch's means are over samples", async () => {
    const { source: batches } = three()
    const [epoch] = ofKind(await collect(train(plainOptions({ batches }))), 'epoch')
    expect(epoch).toMatchObject({
      epoch: 1,
      step: 3,
      training: { loss: (1 * 2 + 2 * 2 + 3 * 1) / 5, top1: 0.25, top5: 1 },
      validation: { loss: 1, top1: 1, top5: 1 },
      confusion: [
        [1, 0],
        [0, 2],
      ],
      best: true,
    })
    expect(epoch?.memoryBytes).toBeGreaterThan(10_000_000)
    expect(epoch?.imagesPerSecond).toBeGreaterThan(0)
  })

  it('the first step of each batch size warms up and is left out of the rate', async () => {
    const { source: batches } = plainBatches([[0, 1], [1, 0], [1]], [])
    const slow = ready(() => {
      const end = performance.now() + 20
      while (performance.now() < end);
      return { loss: 1, penalty: 0, top1: 0, top5: 0 }
    })
    const events = await collect(train(plainOptions({ batches, step: slow })))
    expect(ofKind(events, 'step').map(({ warmUp }) => warmUp)).toEqual([true, false, true, false, false, false])
    const [first] = ofKind(events, 'epoch')
    const measured = ofKind(events, 'step')[1]
    expect(first?.imagesPerSecond).toBeCloseTo(2000 / (measured?.durationMs ?? 0), 6)
  })

  it('tells before it compiles, once for each size of batch and for the validation', async () => {
    const { source: batches } = plainBatches([[0, 1], [1, 0], [1]], [[0]])
    const prepared: number[] = []
    const prepare = (samples: number) => void prepared.push(samples)
    const step = { ...ready(() => ({ loss: 1, penalty: 0, top1: 0, top5: 0 })), prepare }
    const isReady = (samples: number) => prepared.includes(samples)
    const passes: string[] = []
    const open = evaluateAs(() => 1)
    const openEvaluation = () => ({
      ...open(),
      isReady: () => passes.includes('prepared'),
      prepare: () => void passes.push('prepared'),
      close: () => void passes.push('closed'),
    })
    const events = await collect(train(plainOptions({ batches, step: { ...step, isReady }, openEvaluation })))
    expect(
      events.flatMap<unknown>((event) => (event.kind === 'compiling' ? [[event.what, event.samples]] : [event.kind])),
    ).toEqual([
      'started',
      ['step', 2],
      'step',
      'step',
      ['step', 1],
      'step',
      ['evaluation', 2],
      'validating',
      'epoch',
      ...['step', 'step', 'step', 'validating', 'epoch', 'finished'],
    ])
    expect(prepared).toEqual([2, 1])
    expect(passes).toEqual(['prepared', 'closed', 'closed'])
  })

  it('without validation images the training loss says which epoch was best', async () => {
    const { source: batches } = plainBatches([[0, 1]], [])
    const losses = [3, 1, 2]
    const step = ready(() => ({ loss: losses.shift() ?? 0, penalty: 0, top1: 0, top5: 0 }))
    const events = await collect(train(plainOptions({ batches, step, config: config({ epochs: 3 }) })))
    expect(ofKind(events, 'epoch').map(({ best, validation, confusion }) => [best, validation, confusion])).toEqual([
      [true, null, null],
      [true, null, null],
      [false, null, null],
    ])
    expect(events.at(-1)).toMatchObject({ reason: 'completed', bestEpoch: 2 })
  })

  it('early stopping ends after `patience` epochs in which the validation loss did not fall', async () => {
    const losses = [5, 3, 4, 3, 1]
    const { source: batches } = plainBatches([[0]], [[1]])
    const openEvaluation = evaluateAs(() => losses.shift() ?? NaN)
    const stopping = config({ epochs: 9, earlyStopping: { patience: 2 } })
    const events = await collect(train(plainOptions({ batches, openEvaluation, config: stopping })))
    expect(ofKind(events, 'epoch').map(({ best }) => best)).toEqual([true, true, false, false])
    expect(events.at(-1)).toMatchObject({ kind: 'finished', reason: 'early-stopping', epoch: 4, bestEpoch: 2 })
  })

  it('a loss that is no number fails and leaves the cursor at the last good step', async () => {
    const { source: batches } = three()
    const cursor = startCursor()
    const step = ready((number) => ({ loss: number === 2 ? NaN : 1, penalty: 0, top1: 0, top5: 0 }))
    const events = await collect(train(plainOptions({ batches, step, cursor })))
    expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'training-diverged' })
    expect(cursor).toMatchObject({ epoch: 1, step: 1, stepInEpoch: 1 })
  })

  it('so does an infinite penalty, and a validation loss that is no number', async () => {
    const { source: batches } = three()
    const step = ready(() => ({ loss: 1, penalty: Infinity, top1: 0, top5: 0 }))
    expect((await collect(train(plainOptions({ batches, step })))).at(-1)).toMatchObject({ code: 'training-diverged' })
    const openEvaluation = evaluateAs(() => NaN)
    const events = await collect(train(plainOptions({ batches, openEvaluation })))
    expect(events.at(-1)).toMatchObject({ code: 'training-diverged' })
    expect(ofKind(events, 'epoch')).toEqual([])
  })

  it('a batch whose files are all gone keeps its number and tells nothing', async () => {
    const { source: batches } = plainBatches([[0], [], [1]], [[0], []])
    const events = await collect(train(plainOptions({ batches, config: config({ epochs: 1 }) })))
    expect(ofKind(events, 'step').map(({ step }) => step)).toEqual([1, 3])
    expect(ofKind(events, 'epoch')).toMatchObject([{ training: { loss: 2 } }])
  })
})

describe('stopping', () => {
  it.each([1, 2, 3, 4])('stops after step %i, and goes on to the same end', async (stopAfter) => {
    const whole = await collect(train(plainOptions({ batches: three().source })))
    const cursor = startCursor()
    const controller = new AbortController()
    const first = []
    for await (const event of train(plainOptions({ batches: three().source, cursor, signal: controller.signal }))) {
      first.push(event)
      if (event.kind === 'step' && event.step === stopAfter) controller.abort()
    }
    expect(first.at(-1)).toMatchObject({ kind: 'finished', reason: 'stopped', step: stopAfter })
    const { source: batches, asked } = three()
    const rest = await collect(train(plainOptions({ batches, cursor: structuredClone(cursor) })))
    expect(rest[0]).toMatchObject({ kind: 'started', fromStep: stopAfter + 1 })
    expect(asked[0]).toEqual({ epoch: cursor.epoch, fromStep: cursor.stepInEpoch })
    const untimed = [...ofKind(first, 'step'), ...ofKind(rest, 'step')].map(({ step, epoch, loss }) => [
      step,
      epoch,
      loss,
    ])
    expect(untimed).toEqual(ofKind(whole, 'step').map(({ step, epoch, loss }) => [step, epoch, loss]))
    const epochs = [...ofKind(first, 'epoch'), ...ofKind(rest, 'epoch')]
    expect(epochs.map(({ training, validation, best }) => [training, validation, best])).toEqual(
      ofKind(whole, 'epoch').map(({ training, validation, best }) => [training, validation, best]),
    )
    expect(rest.at(-1)).toMatchObject({ reason: 'completed' })
  })

  it('stops in a validation, which is then done anew', async () => {
    const controller = new AbortController()
    const cursor = startCursor()
    const openEvaluation = evaluateAs(() => (controller.abort(), 1))
    const first = await collect(
      train(plainOptions({ batches: three().source, cursor, openEvaluation, signal: controller.signal })),
    )
    expect(ofKind(first, 'epoch')).toEqual([])
    expect(first.at(-1)).toMatchObject({ reason: 'stopped', epoch: 1, step: 3 })
    const rest = await collect(train(plainOptions({ batches: three().source, cursor })))
    expect(ofKind(rest, 'epoch')).toMatchObject([
      { epoch: 1, training: { loss: 1.8 }, validation: { loss: 1 } },
      { epoch: 2 },
    ])
  })

  it('a run that is complete just finishes again', async () => {
    const cursor = startCursor()
    await collect(train(plainOptions({ batches: three().source, cursor })))
    const again = await collect(train(plainOptions({ batches: three().source, cursor })))
    expect(again.map(({ kind }) => kind)).toEqual(['started', 'finished'])
    expect(again[1]).toMatchObject({ reason: 'completed', epoch: 2, step: 6 })
  })

  it('lets the event loop run between two steps', async () => {
    let turns = 0
    const count = () => void (turns++, setImmediate(count).unref())
    const handle = setImmediate(count)
    const atStep: number[] = []
    const step = ready(() => (atStep.push(turns), { loss: 1, penalty: 0, top1: 0, top5: 0 }))
    await collect(train(plainOptions({ batches: three().source, step })))
    clearImmediate(handle)
    for (const [index, turn] of atStep.entries()) expect(turn).toBeGreaterThan(atStep[index - 1] ?? 0)
  })
})

describe('pausing', () => {
  it('holds between two steps until the gate opens; the pause is not training time', async () => {
    const gate = createPauseGate()
    const cursor = startCursor()
    const kinds: string[] = []
    for await (const event of train(plainOptions({ batches: three().source, gate, cursor }))) {
      kinds.push(event.kind)
      if (event.kind === 'step' && event.step === 2) gate.close()
      if (event.kind === 'paused') {
        expect(event.step).toBe(2)
        setTimeout(() => gate.open(), 300)
      }
    }
    expect(kinds.slice(0, 6)).toEqual(['started', 'step', 'step', 'paused', 'resumed', 'step'])
    expect(cursor.durationMs).toBeLessThan(250)
  })

  it('can be stopped while it is paused', async () => {
    const gate = createPauseGate()
    const controller = new AbortController()
    gate.close()
    const events = []
    for await (const event of train(plainOptions({ batches: three().source, gate, signal: controller.signal }))) {
      events.push(event)
      if (event.kind === 'paused') setTimeout(() => controller.abort(), 10)
    }
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'paused', 'finished'])
  })
})
