import type { SplitName } from '../../../shared/contract/dataset.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import { rankBy } from '../../../shared/inspection/map-tiles.ts'
import { summarizeMistakes } from '../../../shared/inspection/mistakes.ts'
import type { StoredEvaluation } from '../../../shared/inspection/stored-evaluation.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { createInference } from '../model/inference.ts'
import { evaluationId, hasEvaluation, readEvaluation, writeEvaluation } from '../runs/evaluation-file.ts'
import { batchSizeFor, forEachBatch, imagesOf } from './image-batches.ts'
import type { InspectedModel } from './inspected-model.ts'
import type { Turn } from './occlusion.ts'

/** Classes of each image that are kept. */
const TOP = 10

/**
 * What a model says of every image of a split, kept on disk; at once where it is there already. `model-labels-mismatch`
 * where the dataset has a class that the model lacks.
 */
export async function evaluateSplit(
  store: string,
  model: InspectedModel,
  dataset: Dataset,
  split: SplitName | 'all',
  turn: Turn,
): Promise<Result<{ evaluationId: string; images: number; top1: number }>> {
  const own = dataset.summary.classes.map(({ label }) => label)
  if (own.some((label) => !model.labels.includes(label))) {
    return fail('model-labels-mismatch', { received: own.join(', '), expected: model.labels.join(', ') })
  }
  const id = evaluationId(model.key, dataset.summary.hash, split, model.graph.preprocessing.resize)
  if (await hasEvaluation(store, id)) {
    const kept = await readEvaluation(store, id)
    if (kept.ok) return succeed(told(id, kept.value))
  }
  const evaluation = await evaluate(model, dataset, split, turn)
  if (!evaluation.ok) return evaluation
  const written = await writeEvaluation(store, id, evaluation.value)
  return written.ok ? succeed(told(id, evaluation.value)) : written
}

function told(id: string, evaluation: StoredEvaluation) {
  const { images, top1 } = summarizeMistakes(evaluation)
  return { evaluationId: id, images, top1 }
}

async function evaluate(
  model: InspectedModel,
  dataset: Dataset,
  split: SplitName | 'all',
  turn: Turn,
): Promise<Result<StoredEvaluation>> {
  const labels = dataset.summary.classes.map(({ label }) => model.labels.indexOf(label))
  const top = Math.min(TOP, model.labels.length)
  const rows = {
    indices: [] as number[],
    truths: [] as number[],
    classes: [] as number[],
    probabilities: [] as number[],
    truthProbabilities: [] as number[],
  }
  const network = { graph: model.graph, specs: [], weights: model.weights, dispose: () => undefined }
  const inference = createInference(network, { capacity: batchSizeFor(model.inputSize) })
  try {
    const seen = await forEachBatch(dataset, imagesOf(dataset, split), imageInput(model.graph), turn, (batch) => {
      const all = scoped(() => tf.softmax(inference.logits(batch)).dataSync<'float32'>().slice())
      const classes = all.length / batch.count
      for (let row = 0; row < batch.count; row++) {
        const own = all.subarray(row * classes, (row + 1) * classes)
        const truth = labels[batch.labels[row] ?? -1] ?? -1
        const first = rankBy(own).slice(0, top)
        rows.indices.push(batch.indices[row] ?? -1)
        rows.truths.push(truth)
        rows.classes.push(...first)
        rows.probabilities.push(...first.map((index) => own[index] ?? 0))
        rows.truthProbabilities.push(own[truth] ?? 0)
      }
    })
    if (!seen.ok) return seen
  } finally {
    inference.dispose()
  }
  return succeed({
    datasetId: dataset.summary.datasetId,
    split,
    labels: model.labels,
    indices: Int32Array.from(rows.indices),
    truths: Int32Array.from(rows.truths),
    classes: Int32Array.from(rows.classes),
    probabilities: Float32Array.from(rows.probabilities),
    truthProbabilities: Float32Array.from(rows.truthProbabilities),
  })
}
