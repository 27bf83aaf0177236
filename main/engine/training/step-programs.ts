import type { Tensor1D, Variable } from '@tensorflow/tfjs-node'
import { compileProgram, type Results } from '../backend/program.ts'
import { programKey, programs } from '../backend/program-cache.ts'
import { scoped } from '../backend/scoped.ts'
import type { Batch } from '../dataset/batches.ts'
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
  let used: EngineUsed = { engine }
  const keys = new Map<number, string>()
  const slots = settings.slots as ReadonlyMap<string, Variable>

  const keyOf = (samples: number): string => {
    const key = keys.get(samples) ?? programKey(stepIdentity(settings, samples))
    keys.set(samples, key)
    return key
  }
  const compile = (samples: number) =>
    programs.obtain(keyOf(samples), () => compileProgram(recordStep(settings, samples)))

  const prepare = (samples: number): void => {
    if (used.engine === 'eager') return
    try {
      compile(samples)
    } catch (error) {
      used = { engine: 'eager', reason: (error as Error).message }
    }
  }
  const assign = (results: Results): Float32Array => {
    for (const [key, tensor] of results) {
      if (key !== REPORT) (settings.model.weights.get(key) ?? (slots.get(key) as Variable)).assign(tensor)
    }
    return (results.get(REPORT) as Tensor1D).dataSync<'float32'>() as Float32Array
  }

  return {
    prepare,
    isReady: (samples) => used.engine === 'eager' || programs.has(keyOf(samples)),
    used: () => used,
    run(batch, learningRate, stepNumber) {
      prepare(batch.count)
      return scoped(() => {
        const inputs = stepInputs(settings, batch, learningRate, stepNumber)
        if (used.engine === 'eager') return assign(stepResults(settings, inputs))
        return assign(compile(batch.count).run(stepFeeds(settings, inputs)))
      })
    },
  }
}
