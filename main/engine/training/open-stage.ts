import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { RunManifest } from '../../../shared/contract/run.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import { featureBytes, splitFrozen, type SplitGraph } from '../../../shared/graph/split-frozen.ts'
import { depthRates } from '../../../shared/training/depth-rates.ts'
import { frozenLayers } from '../../../shared/training/frozen-layers.ts'
import type { Phase } from '../../../shared/training/phases.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import { createBatchSource, type BatchSource } from '../dataset/batches.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { packLimitBytes } from '../dataset/pack-folder.ts'
import { featureInput, pixelInput } from '../model/batch-input.ts'
import type { Model } from '../model/model.ts'
import { balancedClassWeights } from './class-weights.ts'
import { openEvaluation } from './evaluate-batch.ts'
import type { OpenEvaluation } from './evaluation.ts'
import { computeFeatures, featureBatches } from './feature-batches.ts'
import { openFeatures, subModel } from './features.ts'
import { createTrainStep, type TrainStep } from './train-step.ts'
import type { TrainerEvent } from './trainer-event.ts'

/** What trains a model in one phase of its run. Owns the optimizer's state and a thread that makes batches, not the model. */
export interface Stage {
  readonly phase: Phase
  readonly step: TrainStep
  readonly openEvaluation: OpenEvaluation
  readonly batches: BatchSource
  /** What is to be done before the first step: the features of a frozen trunk. At once where they are there. */
  prepare(signal: AbortSignal): AsyncIterable<TrainerEvent>
  close(): void
}

const NOT_AUGMENTED: TrainingConfig['augmentation'] = { flip: false, shift: 0, brightness: 0 }

/** Fails with `option-invalid` for a block that isn't there. */
export function openStage(manifest: RunManifest, dataset: Dataset, model: Model, phase: Phase): Result<Stage> {
  const { config, graph, engine } = manifest
  const { batchSize, seed } = config
  const frozen = frozenLayers(graph, phase.freeze)
  if (!frozen.ok) return frozen
  const augmentation = phase.augmented ? config.augmentation : NOT_AUGMENTED
  const pixels = createBatchSource(dataset, { input: imageInput(graph), batchSize, augmentation, seed })
  const split = worthSplitting(augmentation, dataset, splitFrozen(graph, frozen.value))
  const limitBytes = packLimitBytes()
  const features = split && openFeatures({ dataset, split, model, engine, batchSize, limitBytes })
  const trained = split ? subModel(model, split.head) : model
  const input = features ? featureInput(features) : pixelInput(graph)
  const classWeights = config.classWeights === 'balanced' ? balancedClassWeights(pixels.classCounts) : null
  const rates = depthRates(graph, config.depthDecay)
  const step = createTrainStep(trained, config, { classWeights, frozen: frozen.value, rates, input, engine })
  return succeed({
    phase,
    step,
    openEvaluation: () => openEvaluation(step.averaged(), { capacity: batchSize, engine, input }),
    batches: features ? featureBatches(pixels, dataset, seed, features) : pixels,
    async *prepare(signal) {
      if (features) yield* computeFeatures(pixels, dataset, features, signal)
    },
    close() {
      pixels.close()
      features?.close()
      step.dispose()
    },
  })
}

/** Features are the same in every epoch only where images are, and are kept only where they leave room for others. */
function worthSplitting(
  { flip, shift, brightness }: TrainingConfig['augmentation'],
  { images }: Dataset,
  split: SplitGraph | null,
): SplitGraph | null {
  if (!split || flip || shift > 0 || brightness > 0) return null
  return featureBytes(split.featureShape) * images.length <= packLimitBytes() / 2 ? split : null
}
