import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelFile } from '../model-file.ts'
import { graphMetadata } from '../workbench-metadata.ts'
import { ARCHITECTURE_FILE, architectureJson } from './keras3-config.ts'
import { writeWeights } from './weights-h5.ts'

/** Keras takes files of weights by this ending only. */
export const KERAS_WEIGHTS_FILE = 'model.weights.h5'

/**
 * Writes the weights as Keras 3's `save_weights` does, and the architecture, which such a file lacks, as
 * `model_from_json` takes it. Returns the files that were written.
 */
export async function writeKerasWeights(model: ModelFile, folder: string): Promise<readonly string[]> {
  await writeWeights(join(folder, KERAS_WEIGHTS_FILE), model.graph, model.weights, graphMetadata(model))
  await writeFile(join(folder, ARCHITECTURE_FILE), architectureJson(model.graph), { flag: 'wx' })
  return [KERAS_WEIGHTS_FILE, ARCHITECTURE_FILE]
}
