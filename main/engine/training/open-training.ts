import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { RunManifest } from '../../../shared/contract/run.ts'
import { createBatchSource, type BatchSource } from '../dataset/batches.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { createModel, createModelFrom, readWeights } from '../model/model.ts'
import type { Checkpoint } from '../runs/checkpoints.ts'
import { balancedClassWeights } from './class-weights.ts'
import { openEvaluation } from './evaluate-batch.ts'
import type { OpenEvaluation } from './evaluation.ts'
import { createTrainStep, type TrainStep } from './train-step.ts'

/** A model with all that trains it. Holds tensors and a decoding thread until `dispose`. */
export interface Training {
  readonly step: TrainStep
  readonly openEvaluation: OpenEvaluation
  readonly batches: BatchSource
  /** Copies of the weights and of the optimizer's state. */
  state(): Pick<Checkpoint, 'weights' | 'slots'>
  dispose(): void
}

/** Builds what a manifest describes, as a checkpoint left it or fresh from its seed. `model-invalid` for wrong weights. */
export function openTraining(manifest: RunManifest, dataset: Dataset, checkpoint: Checkpoint | null): Result<Training> {
  const { config, graph, model: described } = manifest
  const { batchSize, augmentation, seed } = config
  const made = checkpoint ? createModelFrom(graph, checkpoint.weights) : succeed(createModel(graph, seed))
  if (!made.ok) return made
  const model = made.value
  const { inputSize } = described.options
  const batches = createBatchSource(dataset, { inputSize, batchSize, augmentation, seed })
  const classWeights = config.classWeights === 'balanced' ? balancedClassWeights(batches.classCounts) : null
  const { engine } = manifest
  const step = createTrainStep(model, config, { classWeights, engine })
  if (checkpoint) step.restore(checkpoint.slots)
  return succeed({
    step,
    openEvaluation: () => openEvaluation(model, { capacity: batchSize, engine }),
    batches,
    state: () => ({ weights: readWeights(model), slots: step.slots() }),
    dispose() {
      batches.close()
      step.dispose()
      model.dispose()
    },
  })
}
