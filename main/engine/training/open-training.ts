import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { RunManifest } from '../../../shared/contract/run.ts'
import { frozenLayers } from '../../../shared/training/frozen-layers.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import { createBatchSource, type BatchSource } from '../dataset/batches.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { packLimitBytes } from '../dataset/pack-folder.ts'
import { featureInput, pixelInput } from '../model/batch-input.ts'
import { createModel, createModelFrom, readWeights, writeWeights, type Model } from '../model/model.ts'
import { featureBytes, splitFrozen, type SplitGraph } from '../model/split-frozen.ts'
import type { WeightMap } from '../model/weight-map.ts'
import type { Checkpoint } from '../runs/checkpoints.ts'
import { balancedClassWeights } from './class-weights.ts'
import { openEvaluation } from './evaluate-batch.ts'
import type { OpenEvaluation } from './evaluation.ts'
import { computeFeatures, featureBatches } from './feature-batches.ts'
import { openFeatures, subModel } from './features.ts'
import { createTrainStep, type TrainStep } from './train-step.ts'
import type { TrainerEvent } from './trainer-event.ts'

/** A model with all that trains it. Holds tensors and a thread that makes batches until `dispose`. */
export interface Training {
  readonly step: TrainStep
  readonly openEvaluation: OpenEvaluation
  readonly batches: BatchSource
  /** What is to be done before the first step: the features of a frozen trunk. */
  prepare(signal: AbortSignal): AsyncIterable<TrainerEvent>
  /** Copies of the weights and of the optimizer's state. */
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
  const { config, graph, engine } = manifest
  const { batchSize, augmentation, seed } = config
  const frozen = frozenLayers(graph, config.freeze)
  if (!frozen.ok) return frozen
  const made = makeModel(manifest, start)
  if (!made.ok) return made
  const model = made.value
  const [inputSize = 0] = graph.inputShape
  const pixels = createBatchSource(dataset, { inputSize, batchSize, augmentation, seed })
  const split = worthSplitting(config, dataset, splitFrozen(graph, frozen.value))
  const limitBytes = packLimitBytes()
  const features = split && openFeatures({ dataset, split, model, engine, batchSize, inputSize, limitBytes })
  const trained = split ? subModel(model, split.head) : model
  const input = features ? featureInput(features) : pixelInput(graph)
  const classWeights = config.classWeights === 'balanced' ? balancedClassWeights(pixels.classCounts) : null
  const step = createTrainStep(trained, config, { classWeights, frozen: frozen.value, input, engine })
  if (start.checkpoint) step.restore(start.checkpoint.slots)
  return succeed({
    step,
    openEvaluation: () => openEvaluation(trained, { capacity: batchSize, engine, input }),
    batches: features ? featureBatches(pixels, dataset, seed, features) : pixels,
    async *prepare(signal) {
      if (features) yield* computeFeatures(pixels, dataset, features, signal)
    },
    state: () => ({ weights: readWeights(model), slots: step.slots() }),
    dispose() {
      pixels.close()
      features?.close()
      step.dispose()
      model.dispose()
    },
  })
}

function makeModel({ graph, config }: RunManifest, { checkpoint, initial }: TrainingStart): Result<Model> {
  if (checkpoint) return createModelFrom(graph, checkpoint.weights)
  const model = createModel(graph, config.seed)
  if (initial) writeWeights(model, initial)
  return succeed(model)
}

/** Features are the same in every epoch only where images are, and are kept only where they leave room for others. */
function worthSplitting({ augmentation }: TrainingConfig, { images }: Dataset, split: SplitGraph | null) {
  const { flip, shift, brightness } = augmentation
  if (!split || flip || shift > 0 || brightness > 0) return null
  return featureBytes(split.featureShape) * images.length <= packLimitBytes() / 2 ? split : null
}
