import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'
import type { Dataset } from '../dataset/dataset.ts'
import type { WeightMap } from '../model/weight-map.ts'
import type { Checkpoint, CheckpointName } from '../runs/checkpoints.ts'
import type { EventLog } from '../runs/event-log.ts'
import type { RunLock } from '../runs/lock-run.ts'
import { amendManifest, type Run } from '../runs/run-store.ts'
import { createCheckpointKeeper } from './checkpoint-keeper.ts'
import { openTraining, type Training } from './open-training.ts'
import { INTERRUPTED, type RunControls } from './run-controls.ts'
import { failedEvent, type TrainerEvent } from './trainer-event.ts'
import { train } from './trainer.ts'
import { currentEpoch, startCursor, type TrainingCursor } from './training-cursor.ts'

export interface RecordedRun {
  readonly run: Run
  readonly lock: RunLock
  readonly log: EventLog
  readonly dataset: Dataset
  /** Where to go on; null at the start. */
  readonly checkpoint: Checkpoint | null
  /** Weights that a new run starts from; null: fresh from its seed. */
  readonly initial: WeightMap | null
  readonly controls: RunControls
}

/** Trains a run, writing its events and checkpoints; each event comes out when it is on disk. Frees all it was given. */
export async function* recordRun(options: RecordedRun): AsyncGenerator<TrainingEvent, void> {
  const { run, lock, log, checkpoint } = options
  const cursor = checkpoint ? structuredClone(checkpoint.cursor) : startCursor()
  cursor.seq = Math.max(cursor.seq, log.nextSeq)
  const number = (event: TrainerEvent): TrainingEvent => ({ ...event, seq: cursor.seq++, atMs: Date.now() })
  let training: Training | undefined
  try {
    const opened = openTraining(run.manifest, options.dataset, { checkpoint, initial: options.initial })
    if (opened.ok) {
      training = opened.value
      for await (const event of follow(options, training, cursor)) {
        const numbered = number(event)
        const written = await log.append([numbered])
        yield written.ok ? numbered : number(failedEvent(written.error))
        if (!written.ok) return
      }
    } else yield* conclude(log, number(failedEvent(opened.error)))
  } catch (error) {
    const { error: failure } = fail('internal', { detail: 'training' }, error)
    yield* conclude(log, number(failedEvent(failure)))
    throw error
  } finally {
    training?.dispose()
    await log.close()
    await lock.release()
  }
}

/** The manifest says which way steps run: what was wanted may not have worked. */
async function noteEngine(run: Run, training: Training): Promise<Result<void>> {
  const { engine, reason } = training.used()
  if (engine === run.manifest.engine) return succeed(undefined)
  const amended = await amendManifest(run, { engine, ...(reason === undefined ? {} : { engineReason: reason }) })
  return amended.ok ? succeed(undefined) : amended
}

/** The last word of a run that fails; it comes out even where the disk takes nothing any more. */
async function* conclude(log: EventLog, event: TrainingEvent): AsyncGenerator<TrainingEvent, void> {
  await log.append([event])
  yield event
}

/** The trainer's events, with checkpoints in their places. Ends with the first failure. */
async function* follow(
  { run, log, checkpoint, controls }: RecordedRun,
  training: Training,
  cursor: TrainingCursor,
): AsyncGenerator<TrainerEvent, void> {
  const { config, graph, forecast } = run.manifest
  const keeper = createCheckpointKeeper({
    folder: run.folder,
    graph,
    intervalMs: config.checkpointSeconds * 1000,
    written: checkpoint?.cursor ?? null,
    snapshot: () => ({ ...training.state(), cursor: structuredClone(cursor) }),
    // What the log says must not end before what the checkpoint says.
    beforeWrite: log.sync,
  })
  const { step, openEvaluation, batches, enter } = training
  let noted = false
  for await (const event of train({ step, openEvaluation, batches, enter, config, cursor, ...controls })) {
    const last = event.kind === 'finished'
    if (!last) yield event.kind === 'started' && forecast ? { ...event, forecast } : event
    if (event.kind === 'step' && !noted) {
      noted = true
      const told = await noteEngine(run, training)
      if (!told.ok) return yield failedEvent(told.error)
    }
    const kept = await keep(event)
    if (!kept.ok) return yield failedEvent(kept.error)
    for (const which of kept.value) yield { kind: 'checkpoint', epoch: currentEpoch(cursor), step: cursor.step, which }
    if (event.kind === 'step' || event.kind === 'epoch') await lookAt(event.kind, event.epoch)
    if (last && controls.signal.reason !== INTERRUPTED) yield event
  }

  async function lookAt(after: 'step' | 'epoch', epoch: number): Promise<void> {
    const { runId, labels } = run.manifest
    await controls.live?.look({ runId, labels, model: training.model, after, epoch, step: cursor.step })
  }

  async function keep({ kind }: TrainerEvent): Promise<Result<readonly CheckpointName[]>> {
    if (kind === 'step') return keeper.afterStep()
    if (kind === 'epoch') return keeper.afterEpoch()
    return kind === 'paused' || kind === 'finished' ? keeper.now() : succeed([])
  }
}
