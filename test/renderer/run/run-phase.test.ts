import { describe, expect, test } from 'vitest'
import { runPhase, type PhaseInput } from '../../../renderer/run/run-phase.ts'
import { EMPTY_HISTORY, foldEvents } from '../../../shared/training/history.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'
import { recording } from '../recording.ts'

const { events } = recording.run
const after = (count: number) => foldEvents(EMPTY_HISTORY, events.slice(0, count))
const phase = (input: Partial<PhaseInput>) =>
  runPhase({ history: EMPTY_HISTORY, active: true, stopping: false, summaryState: null, ...input })

describe('a run that is active', () => {
  test('starts, warms up, trains, validates', () => {
    expect(phase({})).toBe('starting')
    expect(phase({ history: after(1) })).toBe('warming-up')
    expect(phase({ history: after(2) })).toBe('training')
    const validating = events.findIndex((event) => event.kind === 'validating')
    expect(phase({ history: after(validating + 1) })).toBe('validating')
  })

  test('compiles before its first step and before its first validation', () => {
    const before = after(1)
    const compiling = { kind: 'compiling', what: 'step', samples: 32, seq: before.nextSeq, atMs: 0 } as const
    const history = foldEvents(before, [compiling])
    expect(phase({ history })).toBe('compiling')
    expect(phase({ history, stopping: true })).toBe('stopping')
    expect(phase({ history, active: false, summaryState: 'interrupted' })).toBe('interrupted')
  })

  test('warms up again when it goes on from a checkpoint', () => {
    const early = after(200)
    const started = { ...(events[0] as TrainingEvent & { kind: 'started' }), seq: early.nextSeq, fromStep: 126 }
    expect(phase({ history: foldEvents(early, [started]) })).toBe('warming-up')
  })

  test('is stopping until it says that it has stopped', () => {
    expect(phase({ history: after(50), stopping: true })).toBe('stopping')
  })

  test('is starting again when it had ended before', () => {
    expect(phase({ history: after(events.length) })).toBe('starting')
  })
})

describe('a run that is not active', () => {
  test('has finished, was stopped or has failed', () => {
    expect(phase({ history: after(events.length), active: false })).toBe('finished')
    const half = after(200)
    const end = {
      kind: 'finished',
      seq: half.nextSeq,
      atMs: 0,
      epoch: 1,
      step: 1,
      durationMs: 1,
      bestEpoch: 1,
    } as const
    expect(phase({ history: foldEvents(half, [{ ...end, reason: 'stopped' }]), active: false })).toBe('stopped')
    const failed = { kind: 'failed', seq: half.nextSeq, atMs: 0, code: 'disk-full', message: '' } as const
    expect(phase({ history: foldEvents(after(200), [failed]), active: false })).toBe('failed')
  })

  test('was interrupted when it never ended, unless another process trains it', () => {
    expect(phase({ history: after(200), active: false, summaryState: 'interrupted' })).toBe('interrupted')
    expect(phase({ history: after(200), active: false, summaryState: 'training' })).toBe('training')
  })
})
