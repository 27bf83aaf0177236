import type { Tensor1D, Variable } from '@tensorflow/tfjs-node'
import type { Results } from '../backend/program.ts'
import { programKey, programs } from '../backend/program-cache.ts'
import { scoped } from '../backend/scoped.ts'
import type { Batch } from '../dataset/batches.ts'
import { createEngineChoice } from '../model/engine-choice.ts'
import type { EngineUsed } from '../model/engine-used.ts'
import {
  recordStep,
  REPORT,
  stepFeeds,
  stepIdentity,
  stepInputs,
  stepResults,
  type StepSettings,
} from './record-step.ts'

export interface StepPrograms {
  /** Trains on one batch and returns `[loss, penalty, top1, top5]`. */
  run(batch: Batch, learningRate: number, stepNumber: number): Float32Array
  /** Whether a batch of this size runs without being compiled first. */
  isReady(samples: number): boolean
  /** Compiles the step for batches of this size; where that fails, all steps from now on run op by op. */
  prepare(samples: number): void
  used(): EngineUsed
}

/**
 * Runs a model's training step. Compiled, it is recorded once for each batch size and replayed as a TensorFlow session:
 * no JavaScript between the ops, memory freed early, ops fused. `settings.slots` must be variables.
 */
export function createStepPrograms(settings: StepSettings, engine: 'compiled' | 'eager'): StepPrograms {
  const choice = createEngineChoice(engine, programs)
  const keys = new Map<number, string>()
  const slots = settings.slots as ReadonlyMap<string, Variable>

  const keyOf = (samples: number): string => {
    const key = keys.get(samples) ?? programKey(stepIdentity(settings, samples))
    keys.set(samples, key)
    return key
  }
  const programFor = (samples: number) => choice.obtain(keyOf(samples), () => recordStep(settings, samples))

  const assign = (results: Results): Float32Array => {
    for (const [key, tensor] of results) {
      if (key !== REPORT) (settings.model.weights.get(key) ?? (slots.get(key) as Variable)).assign(tensor)
    }
    return (results.get(REPORT) as Tensor1D).dataSync<'float32'>() as Float32Array
  }

  return {
    prepare: (samples) => void programFor(samples),
    isReady: (samples) => choice.isReady(keyOf(samples)),
    used: choice.used,
    run(batch, learningRate, stepNumber) {
      const program = programFor(batch.count)
      return scoped(() => {
        const inputs = stepInputs(settings, batch, learningRate, stepNumber)
        return assign(program ? program.run(stepFeeds(settings, inputs)) : stepResults(settings, inputs))
      })
    },
  }
}
