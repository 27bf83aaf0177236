import { z } from 'zod'
import { readFunctional } from '../functional/read-functional.ts'
import { JSON_LIMIT_BYTES, parseJson } from '../parse-json.ts'
import { carrierSchema, WORKBENCH_KEY } from '../workbench-metadata.ts'
import { labelled, type ModelFile } from '../model-file.ts'
import { readZipEntries } from './read-zip-entries.ts'
import { readWeights } from './weights-h5.ts'

/** The whole file is held in memory, in WebAssembly's address space too. */
const WEIGHTS_LIMIT_BYTES = 1_900_000_000

/** Reads a `.keras` file, ours or one that Keras 3 wrote. Throws `InvalidModel`. */
export async function readKeras(path: string): Promise<ModelFile> {
  const entries = await readZipEntries(path, [
    { name: 'metadata.json', limit: JSON_LIMIT_BYTES },
    { name: 'config.json', limit: JSON_LIMIT_BYTES },
    { name: 'model.weights.h5', limit: WEIGHTS_LIMIT_BYTES },
  ])
  const bytes = (name: string) => entries.get(name) ?? Buffer.alloc(0)
  const metadata = parseJson(bytes('metadata.json'), carrierSchema, 'metadata.json')[WORKBENCH_KEY]
  const graph = readFunctional(parseJson(bytes('config.json'), z.unknown(), 'config.json'), 'config.json', metadata)
  const weights = await readWeights(graph, bytes('model.weights.h5'))
  return labelled(graph, weights, metadata?.labels)
}
