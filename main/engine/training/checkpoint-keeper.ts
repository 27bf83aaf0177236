import { fail, succeed, type Failure, type Result } from '../../../shared/contract/result.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { markBest, writeCheckpoint, type Checkpoint, type CheckpointName } from '../runs/checkpoints.ts'
import { keepEpoch } from '../runs/checkpoint-history.ts'
import { createCheckpointSchedule } from './checkpoint-schedule.ts'
import { isBest } from './finish-epoch.ts'
import type { TrainingCursor } from './training-cursor.ts'

export interface CheckpointKeeper {
  /** After a step: writes when the interval has passed. */
  afterStep(): Promise<Result<readonly CheckpointName[]>>
  /** After an epoch: writes unless that would cost more than 1 % of the time; then a best epoch waits in memory. */
  afterEpoch(): Promise<Result<readonly CheckpointName[]>>
  /** Writes the state as it is, whatever it costs: at a pause and at the end. */
  now(): Promise<Result<readonly CheckpointName[]>>
}

export interface KeeperOptions {
  readonly folder: string
  readonly graph: LayerGraph
  readonly intervalMs: number
  /** Where the checkpoint on disk stands that the run goes on from; null at the start. */
  readonly written: TrainingCursor | null
  /** Copies of everything; what training does later must not change them. */
  snapshot(): Checkpoint
  beforeWrite(): Promise<Result<void>>
}

/** Keeps `last` and `best` of a run on disk, and beside them the weights of epochs that are past. Each call tells which were written, or why not. */
export function createCheckpointKeeper(options: KeeperOptions): CheckpointKeeper {
  const { folder, graph, intervalMs, snapshot } = options
  const schedule = createCheckpointSchedule(intervalMs, performance.now())
  let writtenPoint = options.written ? pointOf(options.written) : ''
  /** The best epoch when it is not on disk yet. */
  let waiting: Checkpoint | null = null

  const nothing = succeed<readonly CheckpointName[]>([])

  async function write(): Promise<Result<readonly CheckpointName[]>> {
    const startMs = performance.now()
    const state = snapshot()
    if (pointOf(state.cursor) === writtenPoint) return nothing
    const broken = findBroken(state)
    if (broken) return broken
    const before = await options.beforeWrite()
    if (!before.ok) return before
    const written: CheckpointName[] = []
    if (waiting && !isBest(state.cursor)) {
      const best = await writeCheckpoint(folder, 'best', graph, waiting)
      if (!best.ok) return best
      written.push('best')
    }
    const last = await writeCheckpoint(folder, 'last', graph, state)
    if (!last.ok) return last
    written.push('last')
    if (isBest(state.cursor)) {
      const best = await markBest(folder)
      if (!best.ok) return best
      written.push('best')
    }
    // What a later look wants; nothing is lost where it can't be kept.
    if (state.cursor.stepInEpoch === 0) await keepEpoch(folder, graph, state.cursor.epoch - 1, state.weights)
    waiting = null
    writtenPoint = pointOf(state.cursor)
    const endMs = performance.now()
    schedule.wrote(endMs, endMs - startMs)
    return succeed(written)
  }

  return {
    afterStep: async () => (schedule.isDue(performance.now()) ? write() : nothing),
    async afterEpoch() {
      if (schedule.isAffordable(performance.now())) return write()
      const state = snapshot()
      if (isBest(state.cursor)) waiting = { ...state, slots: new Map() }
      return nothing
    },
    now: write,
  }
}

const pointOf = ({ epoch, stepInEpoch }: TrainingCursor) => `${epoch}/${stepInEpoch}`

/** An update can break the weights although the loss before it was still a number: such a state must not be kept. */
function findBroken({ weights, cursor }: Checkpoint): Failure | null {
  for (const values of weights.values()) {
    let sum = 0
    for (const value of values) sum += value
    if (!Number.isFinite(sum)) return fail('training-diverged', { step: cursor.step })
  }
  return null
}
