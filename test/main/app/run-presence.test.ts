import { beforeEach, expect, test, vi } from 'vitest'
import { createRunPresence } from '../../../main/app/run-presence.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'

const effects = { showProgress: vi.fn(), keepAwake: vi.fn(), exportsReady: vi.fn() }
beforeEach(() => vi.clearAllMocks())

let seq = 0
const started = (): TrainingEvent => ({
  ...{ seq: seq++, atMs: 0, kind: 'started', epochs: 2, stepsPerEpoch: 4 },
  ...{ trainingSamples: 8, validationSamples: 0, fromStep: 1 },
})
const step = (number: number): TrainingEvent => ({
  ...{ seq: seq++, atMs: 0, kind: 'step', epoch: number > 4 ? 2 : 1, step: number, samples: 2, loss: 1, penalty: 0 },
  ...{ top1: 0.5, top5: 1, learningRate: 0.1, durationMs: 10, warmUp: number === 1 },
})
const finished = (): TrainingEvent => ({
  ...{ seq: seq++, atMs: 0, kind: 'finished', reason: 'completed', epoch: 2, step: 8, durationMs: 80, bestEpoch: 2 },
})

test('shows how far the run is, and nothing once it has ended', () => {
  const presence = createRunPresence(effects)
  presence.started('r', [])
  presence.trainingEvents('r', [started(), step(1), step(2)])
  expect(effects.showProgress).toHaveBeenLastCalledWith(0.25)
  expect(effects.keepAwake).toHaveBeenLastCalledWith(true)
  presence.trainingEvents('r', [finished()])
  expect(effects.showProgress).toHaveBeenLastCalledWith(null)
  expect(effects.keepAwake).toHaveBeenLastCalledWith(false)
})

test('says once that the exports are there: after the run and all of its exports', () => {
  const presence = createRunPresence(effects)
  presence.started('r', ['tfjs', 'keras'])
  presence.trainingEvents('r', [started(), step(1), finished()])
  presence.exportEnded('r', 'tfjs', true)
  expect(effects.exportsReady).not.toHaveBeenCalled()
  presence.exportEnded('other', 'keras', true)
  expect(effects.exportsReady).not.toHaveBeenCalled()
  presence.exportEnded('r', 'keras', false)
  expect(effects.exportsReady).toHaveBeenCalledExactlyOnceWith('r')
  presence.exportEnded('r', 'keras', true)
  expect(effects.exportsReady).toHaveBeenCalledTimes(1)
})

test('opens nothing when no export was written, or none asked for', () => {
  const presence = createRunPresence(effects)
  presence.started('r', ['tfjs'])
  presence.trainingEvents('r', [started(), finished()])
  presence.exportEnded('r', 'tfjs', false)
  presence.started('s', [])
  presence.trainingEvents('s', [started(), finished()])
  expect(effects.exportsReady).not.toHaveBeenCalled()
})

test('keeps the events that came before the answer to the request', () => {
  const presence = createRunPresence(effects)
  presence.trainingEvents('r', [started(), step(1), step(2)])
  presence.started('r', ['tfjs'])
  expect(effects.showProgress).toHaveBeenLastCalledWith(0.25)
})

test('names the run that the engine was training when it went down, once', () => {
  const presence = createRunPresence(effects)
  presence.started('r', [])
  presence.trainingEvents('r', [started(), step(1)])
  expect(presence.engineEnded()).toBe('r')
  expect(effects.keepAwake).toHaveBeenLastCalledWith(false)
  expect(presence.engineEnded()).toBeNull()
  presence.started('s', [])
  presence.trainingEvents('s', [started(), finished()])
  expect(presence.engineEnded()).toBeNull()
})
