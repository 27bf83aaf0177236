import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { Resize } from '../../../shared/graph/layer-graph.ts'
import type { StoredEvaluation } from '../../../shared/inspection/stored-evaluation.ts'
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts'
import { fileFailure } from './file-failure.ts'

/**
 * What a model said of every image of a split, `<store>/evaluations/<id>.safetensors`: the engine writes it, the library
 * answers from it while the engine trains. It may be deleted at any time.
 */
const aboutSchema = z.object({ datasetId: z.string(), split: z.string(), labels: z.array(z.string()) })

/** The same weights on the same images, brought to size alike, have the same id. */
export function evaluationId(modelKey: string, datasetHash: string, split: string, resize: Resize): string {
  return createHash('sha256')
    .update(JSON.stringify([modelKey, datasetHash, split, resize]))
    .digest('hex')
    .slice(0, 24)
}

function pathOf(store: string, id: string): string | null {
  // The id comes from requests: nothing but our own kind may become a path.
  return /^[0-9a-f]{24}$/.test(id) ? join(store, 'evaluations', `${id}.safetensors`) : null
}

export async function hasEvaluation(store: string, id: string): Promise<boolean> {
  const path = pathOf(store, id)
  return path !== null && (await stat(path).catch(() => null)) !== null
}

/** Writes an evaluation whole or not at all. */
export async function writeEvaluation(store: string, id: string, evaluation: StoredEvaluation): Promise<Result<void>> {
  const path = pathOf(store, id) ?? ''
  const { datasetId, split, labels, indices, truths, classes, probabilities, truthProbabilities } = evaluation
  const rows = indices.length
  const top = rows === 0 ? 0 : classes.length / rows
  const tensor = (name: string, shape: readonly number[], values: ArrayLike<number>) => {
    return { name, shape, values: Float32Array.from(values) }
  }
  try {
    await mkdir(join(store, 'evaluations'), { recursive: true })
  } catch (error) {
    return fileFailure(error, path)
  }
  return writeSafetensors(path, {
    tensors: [
      tensor('indices', [rows], indices),
      tensor('truths', [rows], truths),
      tensor('classes', [rows, top], classes),
      tensor('probabilities', [rows, top], probabilities),
      tensor('truth_probabilities', [rows], truthProbabilities),
    ],
    metadata: { about: JSON.stringify({ datasetId, split, labels }) },
  })
}

/** `evaluation-unknown` where it was never made or is gone or damaged. */
export async function readEvaluation(store: string, id: string): Promise<Result<StoredEvaluation>> {
  const unknown = (cause?: unknown) => fail('evaluation-unknown', { evaluationId: id }, cause)
  const path = pathOf(store, id)
  if (path === null) return unknown()
  const file = await readSafetensors(path)
  if (!file.ok) return unknown(file.error.code)
  try {
    const about = aboutSchema.parse(JSON.parse(file.value.metadata['about'] ?? ''))
    const tensors = new Map(file.value.tensors.map(({ name, values }) => [name, values]))
    const values = (name: string) => tensors.get(name) ?? new Float32Array(0)
    return succeed({
      ...about,
      indices: Int32Array.from(values('indices')),
      truths: Int32Array.from(values('truths')),
      classes: Int32Array.from(values('classes')),
      probabilities: values('probabilities'),
      truthProbabilities: values('truth_probabilities'),
    })
  } catch (error) {
    return unknown(error)
  }
}
