import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { ReadModel } from '../../main/engine/formats/model-file.ts'
import { probabilitiesOf } from '../../main/engine/formats/probabilities.ts'
import { valueOf } from './export-jobs.ts'
import { decodeTensors } from './tensor-file.ts'

/** A model that was read answers as its writer did, which left `pixels` and `logits` in a tensor file. */
export async function expectAnswersOf(model: ReadModel, path: string): Promise<void> {
  const tensors = decodeTensors(await readFile(path))
  const [pixels, logits] = [tensors.get('pixels'), tensors.get('logits')]
  if (!pixels || !logits) throw new Error(`${path} lacks its tensors`)
  const probabilities = valueOf(probabilitiesOf(model, Uint8Array.from(pixels.data)))
  expectLogits(probabilities, logits.data, logits.shape[0] ?? 0)
}

/**
 * Logits within 1e-4 of the largest, told from the logarithms of the probabilities, which are the logits but for one
 * number for each image.
 */
export function expectLogits(probabilities: Float32Array, logits: Float32Array, images: number): void {
  expect(probabilities.length).toBe(logits.length)
  const classes = logits.length / images
  const scale = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  for (let image = 0; image < images; image++) {
    const theirs = [...logits.subarray(image * classes, (image + 1) * classes)]
    const ours = [...probabilities.subarray(image * classes, (image + 1) * classes)].map(Math.log)
    const sum = Math.log(theirs.reduce((total, value) => total + Math.exp(value), 0))
    for (const [index, value] of theirs.entries()) {
      expect(Math.abs((ours[index] ?? NaN) - (value - sum)), `image ${image}, class ${index}`).toBeLessThan(
        1e-4 * scale,
      )
    }
  }
}
