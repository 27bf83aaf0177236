import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { ARCHITECTURE_FILE, architectureJson, hasKerasWords } from '../keras/keras3-config.ts'
import type { ModelFile } from '../model-file.ts'
import { safetensorsParts } from '../safetensors.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { graphMetadata } from '../workbench-metadata.ts'
import { writeParts } from '../write-parts.ts'
import { weightOf } from '../weight-of.ts'

export const SAFETENSORS_FILE = 'model.safetensors'

/**
 * Writes the weights as `layer/weight`, with Keras' names and layouts; our metadata holds the graph, and the
 * architecture goes along for Keras, where Keras has words for all layers. Returns the files that were written.
 */
export async function writeSafetensorsModel(
  model: ModelFile,
  folder: string,
  { untrained }: { readonly untrained?: readonly string[] } = {},
): Promise<readonly string[]> {
  const tensors = weightSpecs(model.graph).map(({ key, shape }) => {
    return { name: key, shape, values: weightOf(model, key) }
  })
  const metadata = { [WORKBENCH_KEY]: graphMetadata(model, untrained) }
  await writeParts(join(folder, SAFETENSORS_FILE), safetensorsParts({ tensors, metadata }))
  if (!hasKerasWords(model.graph)) return [SAFETENSORS_FILE]
  await writeFile(join(folder, ARCHITECTURE_FILE), architectureJson(model.graph), { flag: 'wx' })
  return [SAFETENSORS_FILE, ARCHITECTURE_FILE]
}
