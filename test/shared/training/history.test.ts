import { expect, test } from 'vitest'
import { forecast } from '../../../shared/training/forecast.ts'
import { EMPTY_HISTORY, foldEvents } from '../../../shared/training/history.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'

let seq = 0
const counted = () => ({ seq: seq++, atMs: 0 })
const started = (fromStep = 1): TrainingEvent => ({
  ...counted(),
  kind: 'started',
  epochs: 4,
  stepsPerEpoch: 2,
  trainingSamples: 20,
  validationSamples: 5,
  fromStep,
})
const step = (number: number, durationMs = 100): TrainingEvent => ({
  ...counted(),
  kind: 'step',
  epoch: Math.ceil(number / 2),
  step: number,
  samples: 10,
  loss: 1 / number,
  penalty: 0,
  top1: 0.5,
  top5: 1,
  learningRate: 0.1,
  durationMs,
  warmUp: number === 1,
})
const epoch = (number: number, durationMs: number): TrainingEvent => ({
  ...counted(),
  kind: 'epoch',
  epoch: number,
  step: number * 2,
  training: { loss: 1, top1: 0.5, top5: 1 },
  validation: null,
  confusion: null,
  learningRate: 0.1,
  imagesPerSecond: 100,
  memoryBytes: 1,
  durationMs,
  best: true,
})

test('events fold into steps, epochs and a state', () => {
  seq = 0
  const history = foldEvents(EMPTY_HISTORY, [started(), step(1), step(2), epoch(1, 300)])
  expect(history.state).toBe('training')
  expect(history.steps.map((each) => each.step)).toEqual([1, 2])
  expect(history.epochs).toHaveLength(1)
  expect(EMPTY_HISTORY.steps).toHaveLength(0)
})

test('a replay that overlaps the live stream changes nothing', () => {
  seq = 0
  const events = [started(), step(1), step(2)]
  const history = foldEvents(EMPTY_HISTORY, events)
  expect(foldEvents(history, events).steps).toHaveLength(2)
})

test('a resumed run drops what it will do again', () => {
  seq = 0
  const history = foldEvents(EMPTY_HISTORY, [
    started(),
    step(1),
    step(2),
    epoch(1, 300),
    step(3),
    step(4),
    epoch(2, 300),
  ])
  const resumed = foldEvents(history, [started(4), step(4)])
  expect(resumed.steps.map((each) => each.step)).toEqual([1, 2, 3, 4])
  expect(resumed.epochs.map((each) => each.epoch)).toEqual([1])
})

test('the forecast leaves the warm-up step out and counts validation in', () => {
  seq = 0
  const history = foldEvents(EMPTY_HISTORY, [started(), step(1, 9000), step(2, 100), epoch(1, 9150)])
  const ahead = forecast(history)
  expect(ahead.imagesPerSecond).toBeCloseTo(100)
  expect(ahead.remainingMs).toBeCloseTo(6 * 100 + 3 * 50)
  expect(ahead.progress).toBeCloseTo(0.25)
})

test('nothing is forecast before a measured step', () => {
  seq = 0
  expect(forecast(foldEvents(EMPTY_HISTORY, [started(), step(1, 9000)])).remainingMs).toBeNull()
})
