import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { TrainingEvent, TrainingEventOf } from '../../../shared/training/training-event.ts'
import { createPauseGate, type PauseGate } from '../training/pause-gate.ts'
import { INTERRUPTED, type RunControls } from '../training/run-controls.ts'
import type { StartedRun } from '../training/run-training.ts'
import type { Emit } from './child-handlers.ts'
import { createEventBatcher } from './event-batcher.ts'

interface Active {
  runId: string
  readonly controller: AbortController
  readonly gate: PauseGate
  /** Said its last word; model and lock are being freed. */
  ending: boolean
  /** Resolves when the run has ended, whatever way. */
  ended: Promise<void>
}

export interface TrainingSession {
  /** Starts the run that `begin` makes; `training-active` while another one trains. `onFinished` comes after its end. */
  start(
    begin: (controls: RunControls) => Promise<Result<StartedRun>>,
    onFinished: (run: StartedRun, finished: TrainingEventOf<'finished'>) => void,
  ): Promise<Result<{ runId: string; number: number }>>
  /** The run that trains now, if any; empty between a start and its first answer. */
  activeRunId(): string | null
  /** These fail with `training-inactive` unless this very run trains. */
  pause(runId: string): Result<Record<string, never>>
  resume(runId: string): Result<Record<string, never>>
  stop(runId: string): Result<Record<string, never>>
  /** Interrupts the run, if any, and waits until its checkpoint is on disk. */
  close(): Promise<void>
}

/** The one training of an engine process. Its events are emitted as `training:events`. */
export function createTrainingSession(
  emit: Emit,
  report: (error: unknown) => void,
  beside: Pick<RunControls, 'guests' | 'live'> = {},
): TrainingSession {
  let active: Active | null = null

  async function follow({ runId, events }: StartedRun, own: Active): Promise<TrainingEvent | null> {
    const batcher = createEventBatcher((waiting) => emit('training:events', { runId, events: waiting }))
    let last: TrainingEvent | null = null
    try {
      for await (const event of events) {
        last = event
        own.ending = event.kind === 'finished' || event.kind === 'failed'
        batcher.push(event)
      }
    } catch (error) {
      // The run has already said `failed`, code `internal`; the engine itself goes on.
      report(error)
    }
    batcher.flush()
    return last
  }

  const control = (runId: string, act: (active: Active) => void): Result<Record<string, never>> => {
    if (active?.runId !== runId || active.ending) return fail('training-inactive', { runId })
    act(active)
    return succeed({})
  }

  return {
    async start(begin, onFinished) {
      if (active?.ending) await active.ended
      if (active) return fail('training-active', { runId: active.runId })
      const own: Active = {
        runId: '',
        controller: new AbortController(),
        gate: createPauseGate(),
        ending: false,
        ended: Promise.resolve(),
      }
      active = own
      const started = await begin({ signal: own.controller.signal, gate: own.gate, ...beside }).catch(
        (error: unknown) => {
          active = null
          throw error
        },
      )
      if (!started.ok) {
        active = null
        return started
      }
      const { runId, number } = started.value
      own.runId = runId
      own.ended = follow(started.value, own).then((last) => {
        active = null
        if (last?.kind === 'finished') onFinished(started.value, last)
      })
      return succeed({ runId, number })
    },
    activeRunId: () => active?.runId ?? null,
    pause: (runId) => control(runId, ({ gate }) => gate.close()),
    resume: (runId) => control(runId, ({ gate }) => gate.open()),
    stop: (runId) => control(runId, ({ controller }) => controller.abort()),
    async close() {
      active?.controller.abort(INTERRUPTED)
      await active?.ended
    },
  }
}
