import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { RunManifest } from '../../../shared/contract/run.ts'
import { phaseAt, type Phase } from '../../../shared/training/phases.ts'
import type { BatchSource } from '../dataset/batches.ts'
import type { Dataset } from '../dataset/dataset.ts'
import type { EngineUsed } from '../model/engine-used.ts'
import { createModel, createModelFrom, readWeights, writeWeights, type Model } from '../model/model.ts'
import type { WeightMap } from '../model/weight-map.ts'
import type { Checkpoint } from '../runs/checkpoints.ts'
import type { OpenEvaluation } from './evaluation.ts'
import { openStage, type Stage } from './open-stage.ts'
import type { StepRunner } from './train-options.ts'
import type { TrainerEvent } from './trainer-event.ts'
import type { TrainingCursor } from './training-cursor.ts'
import { keptState, trainedSlots, trainedWeights } from './weight-average.ts'

/** A model with all that trains it. Holds tensors and a thread that makes batches until `dispose`. */
export interface Training {
  /** The whole network with the weights as they are now. */
  readonly model: Model
  /** Those of the phase that was entered last. */
  readonly step: StepRunner
  readonly openEvaluation: OpenEvaluation
  readonly batches: BatchSource
  /** Gets ready for an epoch: what its phase freezes, and the features of what is frozen. At once where nothing changes. */
  enter(epoch: number, signal: AbortSignal): AsyncIterable<TrainerEvent>
  /** Which way steps run, and why if it isn't the one asked for. */
  used(): EngineUsed
  /** Copies of the weights, averaged where that was asked for, and of the optimizer's state. */
  state(): Pick<Checkpoint, 'weights' | 'slots'>
  dispose(): void
}

export interface TrainingStart {
  /** Where to go on; null at the start. */
  readonly checkpoint: Checkpoint | null
  /** Weights of the model to start from; all others are fresh from the seed. */
  readonly initial: WeightMap | null
}

/** Builds what a manifest describes. `model-invalid` for wrong weights, `option-invalid` for a block that isn't there. */
export function openTraining(manifest: RunManifest, dataset: Dataset, start: TrainingStart): Result<Training> {
  const { config } = manifest
  const { checkpoint } = start
  const made = makeModel(manifest, start)
  if (!made.ok) return made
  const model = made.value
  const first = openStage(manifest, dataset, model, phaseOf(config, checkpoint?.cursor.epoch ?? 1))
  if (!first.ok) {
    model.dispose()
    return first
  }
  let stage: Stage = first.value
  // The optimizer starts anew with each phase.
  if (checkpoint && !beginsPhase(checkpoint.cursor, stage.phase)) stage.step.restore(trainedSlots(checkpoint))

  function change(phase: Phase): void {
    stage.close()
    const opened = openStage(manifest, dataset, model, phase)
    // Names of blocks are checked before a run is made.
    if (!opened.ok) throw new Error(`a phase that can't be entered: ${opened.error.code}`)
    stage = opened.value
  }
  return succeed({
    model,
    step: {
      run: (batch, learningRate, stepNumber) => stage.step.run(batch, learningRate, stepNumber),
      isReady: (samples) => stage.step.isReady(samples),
      prepare: (samples) => stage.step.prepare(samples),
    },
    openEvaluation: () => stage.openEvaluation(),
    batches: {
      ...stage.batches,
      training: (epoch, fromStep) => stage.batches.training(epoch, fromStep),
      validation: () => stage.batches.validation(),
    },
    async *enter(epoch, signal) {
      const phase = phaseOf(config, epoch)
      if (phase.fromEpoch !== stage.phase.fromEpoch) change(phase)
      yield* stage.prepare(signal)
    },
    used: () => stage.step.used(),
    state: () => keptState(readWeights(model), stage.step.slots()),
    dispose() {
      stage.close()
      model.dispose()
    },
  })
}

/** After the last epoch the last one's phase. */
const phaseOf = (config: RunManifest['config'], epoch: number): Phase => phaseAt(config, Math.min(epoch, config.epochs))

const beginsPhase = ({ epoch, stepInEpoch }: TrainingCursor, { fromEpoch }: Phase): boolean =>
  stepInEpoch === 0 && epoch === fromEpoch

function makeModel({ graph, config }: RunManifest, { checkpoint, initial }: TrainingStart): Result<Model> {
  if (checkpoint) return createModelFrom(graph, trainedWeights(checkpoint))
  const model = createModel(graph, config.seed)
  if (initial) writeWeights(model, initial)
  return succeed(model)
}
