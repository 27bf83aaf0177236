import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-node'
import { deriveSeed } from '../../../shared/training/random.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import { compileGraph, type CompiledGraph } from '../backend/compiled-graph.ts'
import { pixelTensor } from '../backend/input-ops.ts'
import { recordGraph } from '../backend/record-graph.ts'
import { backend, tf } from '../backend/tensorflow.ts'
import type { Batch } from '../dataset/batches.ts'
import type { Model } from '../model/model.ts'
import { computeStep, type StepInputs, type StepOutputs } from './step-function.ts'

export interface StepPrograms {
  /** Trains on one batch and returns `[loss, penalty, top1, top5]`. */
  run(batch: Batch, learningRate: number, stepNumber: number): Float32Array
  dispose(): void
}

interface ProgramOptions {
  readonly classWeights: Float32Array | null
  readonly frozen: ReadonlySet<string>
  readonly slots: ReadonlyMap<string, Variable>
  readonly engine: 'compiled' | 'eager'
}

/** A step recorded for one batch size, and which variables its outputs after the first one go to. */
interface Program {
  readonly graph: CompiledGraph
  readonly targets: readonly Variable[]
}

/**
 * Runs a model's training step. Compiled, it is recorded once for each batch size and replayed as a TensorFlow session:
 * no JavaScript between the ops, memory freed early, ops fused.
 */
export function createStepPrograms(model: Model, config: TrainingConfig, options: ProgramOptions): StepPrograms {
  const { slots, frozen } = options
  const classWeights = options.classWeights ? tf.tensor1d(options.classWeights) : null
  const programs = new Map<number, Program>()
  const size = model.graph.inputShape[0] ?? 0

  const compute = (inputs: StepInputs): StepOutputs => computeStep(model, config, { classWeights, frozen }, inputs)
  const variableOf = (key: string) => (model.weights.get(key) ?? slots.get(key)) as Variable

  /** What a recorded step is fed with, in its order. */
  const feeds = ({ pixels, labels, learningRate, dropoutSeed }: StepInputs): readonly (readonly [string, Tensor])[] => [
    ['pixels', pixels],
    ['labels', labels],
    ['learning_rate', learningRate],
    ['dropout_seed', dropoutSeed],
    ...(classWeights ? ([['class_weights', classWeights]] as const) : []),
    ...[...model.weights, ...slots].map(([key, variable]) => [key.replaceAll('/', '__'), variable] as const),
  ]

  const record = (inputs: StepInputs): Program => {
    const given = feeds(inputs).map(([name, tensor]) => {
      const [id = -1] = backend.getInputTensorIds([tensor])
      return { name, id, shape: tensor.shape, dtype: dtypeOf(name, tensor) }
    })
    let targets: Variable[] = []
    const recorded = recordGraph(given, () =>
      tf.tidy(() => {
        const { report, weights, slots: newSlots } = compute(inputs)
        const updates = [...weights, ...newSlots]
        targets = updates.map(([key]) => variableOf(key))
        return backend.getInputTensorIds([report, ...updates.map(([, tensor]) => tensor)])
      }),
    )
    return { graph: compileGraph(recorded), targets }
  }

  const runCompiled = (inputs: StepInputs, count: number): Float32Array => {
    let program = programs.get(count)
    if (!program) programs.set(count, (program = record(inputs)))
    const ids = backend.getInputTensorIds(feeds(inputs).map(([, tensor]) => tensor))
    const [report, ...updates] = program.graph.run(ids).map((output) => backend.createOutputTensor(output))
    program.targets.forEach((variable, index) => variable.assign(updates[index] as Tensor))
    return (report as Tensor1D).dataSync<'float32'>() as Float32Array
  }

  const runEager = (inputs: StepInputs): Float32Array => {
    const { report, weights, slots: newSlots } = compute(inputs)
    for (const [key, tensor] of [...weights, ...newSlots]) variableOf(key).assign(tensor)
    return report.dataSync<'float32'>() as Float32Array
  }

  return {
    run: (batch, learningRate, stepNumber) =>
      tf.tidy(() => {
        const inputs: StepInputs = {
          pixels: pixelTensor(batch.pixels, batch.count, size),
          labels: tf.tensor1d(batch.labels, 'int32'),
          learningRate: tf.scalar(learningRate),
          dropoutSeed: tf.tensor1d([deriveSeed(config.seed, 'dropout') | 0, stepNumber], 'int32'),
          slots,
        }
        return options.engine === 'compiled' ? runCompiled(inputs, batch.count) : runEager(inputs)
      }),
    dispose() {
      for (const { graph } of programs.values()) graph.dispose()
      programs.clear()
      classWeights?.dispose()
    },
  }
}

function dtypeOf(name: string, tensor: Tensor): number {
  const { TF_UINT8, TF_INT32, TF_FLOAT } = backend.binding
  if (name === 'pixels') return TF_UINT8
  return tensor.dtype === 'int32' ? TF_INT32 : TF_FLOAT
}
