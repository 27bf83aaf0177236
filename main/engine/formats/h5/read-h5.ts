import { readFunctional } from '../functional/read-functional.ts'
import { InvalidModel } from '../invalid-model.ts'
import { assembleModel } from '../mapping/assemble-model.ts'
import { wantedLayers } from '../mapping/load-weights.ts'
import type { ReadModel } from '../model-file.ts'
import { parseJson } from '../parse-json.ts'
import { recognise } from '../recognise/recognise.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { checkedGraph, graphMetadataSchema } from '../workbench-metadata.ts'
import type { Hdf5Contents } from './hdf5-contents.ts'
import { MODEL_CONFIG, wholeModel } from './whole-model.ts'
import { withHdf5File } from './with-hdf5.ts'

/**
 * Reads an HDF5 file: a whole legacy model, or weights alone in the legacy layout (as Keras publishes Xception's) or in
 * Keras 3's (`.weights.h5`). Weights alone are those of the graph that a file of ours carries, or of a network that is
 * recognised by their shapes. Only what is wanted is read from disk. Throws `InvalidModel`.
 */
export async function readH5(path: string): Promise<ReadModel> {
  const model = await withHdf5File(path, read)
  if (!model) throw new InvalidModel('it is not an HDF5 file')
  return model
}

async function read(contents: Hdf5Contents, bytes: number): Promise<ReadModel> {
  const { layout, layers: stored } = contents
  if (layout === null) throw new InvalidModel('it holds neither the layers of Keras 2 nor those of Keras 3')
  const whole = wholeModel(contents)
  if (whole) {
    const topology = readFunctional(whole.config, MODEL_CONFIG, whole.metadata)
    return assembleModel({ format: 'h5', ...topology, stored, bytes, labels: whole.metadata?.labels })
  }
  const known = { format: layout === 'legacy' ? 'h5-weights' : 'keras-weights', stored, bytes }
  if (contents.metadata !== null) {
    const metadata = parseJson(Buffer.from(contents.metadata), graphMetadataSchema, WORKBENCH_KEY)
    const graph = checkedGraph(metadata)
    return assembleModel({ ...known, graph, wanted: wantedLayers(graph), notes: [], labels: metadata.labels })
  }
  return assembleModel({ ...known, ...recognise(stored), labels: undefined })
}
