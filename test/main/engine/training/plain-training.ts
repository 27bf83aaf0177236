import type { Batch, BatchSource } from '../../../../main/engine/dataset/batches.ts'
import type { OpenEvaluation } from '../../../../main/engine/training/evaluation.ts'
import type { StepOutcome, StepRunner, TrainOptions } from '../../../../main/engine/training/train-options.ts'
import type { TrainerEvent } from '../../../../main/engine/training/trainer-event.ts'
import { startCursor } from '../../../../main/engine/training/training-cursor.ts'
import { trainingConfigSchema } from '../../../../shared/training/training-config.ts'

/** One batch of one-pixel images for each list of labels. */
function batchOf(labels: readonly number[]): Batch {
  const count = labels.length
  return { pixels: new Uint8Array(count * 3), labels: Int32Array.from(labels), count, indices: new Int32Array(count) }
}

/** Batches that lie in memory: what the trainer asks for is noted in `asked`. */
export function plainBatches(training: readonly number[][], validation: readonly number[][]) {
  const asked: { epoch: number; fromStep: number }[] = []
  const source: BatchSource = {
    labels: ['ant', 'bee'],
    inputSize: 1,
    batchSize: training[0]?.length ?? 0,
    trainingSamples: training.flat().length,
    validationSamples: validation.flat().length,
    stepsPerEpoch: training.length,
    classCounts: [1, 1],
    problems: [],
    async *training(epoch, fromStep) {
      asked.push({ epoch, fromStep })
      for (const labels of training.slice(fromStep)) yield batchOf(labels)
    },
    async *validation() {
      for (const labels of validation) yield batchOf(labels)
    },
    async *images() {
      yield* []
    },
    close: () => undefined,
  }
  return { source, asked }
}

/** A right prediction for each sample, with this loss. */
export function evaluateAs(loss: () => number): OpenEvaluation {
  return () => ({
    isReady: () => true,
    prepare: () => undefined,
    evaluate: ({ labels, count }) => ({ loss: loss() * count, top1: count, top5: count, predicted: labels }),
    close: () => undefined,
  })
}

/** A step that needs no compiling. */
export function ready(run: (stepNumber: number) => StepOutcome): StepRunner {
  return { isReady: () => true, prepare: () => undefined, run: (_batch, _rate, number) => run(number) }
}

/** What `train` needs, for a step whose loss is its own number. */
export function plainOptions(options: Partial<TrainOptions> & Pick<TrainOptions, 'batches'>): TrainOptions {
  return {
    step: ready((number) => ({ loss: number, penalty: 0.5, top1: 0.25, top5: 1 })),
    openEvaluation: evaluateAs(() => 1),
    config: trainingConfigSchema.parse({ epochs: 2, schedule: { kind: 'constant' }, learningRate: 0.1 }),
    cursor: startCursor(),
    signal: new AbortController().signal,
    ...options,
  }
}

export async function collect(events: AsyncIterable<TrainerEvent>): Promise<TrainerEvent[]> {
  const all: TrainerEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

export function ofKind<Kind extends TrainerEvent['kind']>(events: readonly TrainerEvent[], kind: Kind) {
  return events.filter((event): event is Extract<TrainerEvent, { kind: Kind }> => event.kind === kind)
}
