import { describe, expect, test } from 'vitest'
import { createStepSeries, pointAt, stepValues, validationPoints } from '../../../renderer/charts/run-series.ts'
import { EMPTY_HISTORY, foldEvents } from '../../../shared/training/history.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'
import { recording } from '../recording.ts'

const { events } = recording.run
const whole = foldEvents(EMPTY_HISTORY, events)
const steps = events.filter((event) => event.kind === 'step').length

describe('createStepSeries', () => {
  test('places steps by epochs: the last step of the last epoch is at its end', () => {
    const { raw } = createStepSeries(stepValues.loss)(whole)
    expect(raw).toHaveLength(steps)
    expect(raw.at(-1)?.x).toBe(whole.started?.epochs)
    expect(raw[0]?.y).toBe(whole.steps[0]?.loss)
  })

  test('gives the same in small portions as at once', () => {
    const build = createStepSeries(stepValues.top1)
    let history = EMPTY_HISTORY
    for (let index = 0; index < events.length; index += 97) {
      history = foldEvents(history, events.slice(index, index + 97))
      build(history)
    }
    expect(build(history)).toEqual(createStepSeries(stepValues.top1)(whole))
  })

  test('smooths without pulling the beginning towards zero', () => {
    const { smooth } = createStepSeries(stepValues.loss)(whole)
    expect(smooth[0]?.y).toBe(whole.steps[0]?.loss)
    const jumps = (points: readonly { y: number }[]) =>
      points.slice(1).reduce((sum, point, index) => sum + Math.abs(point.y - (points[index]?.y ?? 0)), 0)
    expect(jumps(smooth)).toBeLessThan(jumps(createStepSeries(stepValues.loss)(whole).raw) / 4)
  })

  test('leaves warm-up steps out of the rate', () => {
    const { raw } = createStepSeries(stepValues.imagesPerSecond)(whole)
    expect(raw).toHaveLength(whole.steps.filter((step) => !step.warmUp).length)
    expect(raw.length).toBeLessThan(steps)
  })

  test('starts anew when a run goes on from an earlier step', () => {
    const build = createStepSeries(stepValues.loss)
    const early = foldEvents(EMPTY_HISTORY, events.slice(0, 300))
    const before = build(early).raw.length
    const started = { ...(events[0] as TrainingEvent & { kind: 'started' }), seq: early.nextSeq, fromStep: 51 }
    const resumed = build(foldEvents(early, [started]))
    expect(before).toBeGreaterThan(200)
    expect(resumed.raw).toHaveLength(50)
  })
})

test('validationPoints has a point for each validated epoch', () => {
  const points = validationPoints(whole, 'loss')
  expect(points.map((point) => point.x)).toEqual(whole.epochs.map((epoch) => epoch.epoch))
})

describe('pointAt', () => {
  const points = [1, 2, 3].map((x) => ({ x, y: x * 10 }))
  test.each([
    [null, 30],
    [0, 10],
    [2, 20],
    [2.9, 20],
    [99, 30],
  ])('%s → %s', (x, y) => expect(pointAt(points, x)?.y).toBe(y))

  test('of no points is none', () => expect(pointAt([], 1)).toBeNull())
})
