import { open } from 'node:fs/promises'
import { z } from 'zod'
import type { File } from 'h5wasm'
import { readFunctional } from '../functional/read-functional.ts'
import { InvalidModel } from '../invalid-model.ts'
import { openHdf5 } from '../keras/hdf5.ts'
import { attributeOf } from '../keras/stored-dataset.ts'
import { isKeras3Weights, keras3StoredLayers } from '../keras/stored-layers.ts'
import { assembleModel, type Assembly } from '../mapping/assemble-model.ts'
import { wantedLayers } from '../mapping/load-weights.ts'
import type { StoredLayer } from '../mapping/stored-layer.ts'
import type { ReadModel } from '../model-file.ts'
import { parseJson } from '../parse-json.ts'
import { recognise } from '../recognise/recognise.ts'
import { checkedGraph, graphMetadataSchema, WORKBENCH_KEY, workbenchMetadataSchema } from '../workbench-metadata.ts'
import { legacyRoot, legacyStoredLayers } from './stored-layers.ts'

/**
 * Reads an HDF5 file: a whole legacy model, or weights alone in the legacy layout (as Keras publishes Xception's) or in
 * Keras 3's (`.weights.h5`). Weights alone are those of the graph that a file of ours carries, or of a network that is
 * recognised by their shapes. Only what is wanted is read from disk. Throws `InvalidModel`.
 */
export async function readH5(path: string): Promise<ReadModel> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const model = await openHdf5({ descriptor: handle.fd, offset: 0, size }, (file) => read(file, size))
    if (!model) throw new InvalidModel('it is not an HDF5 file')
    return model
  } finally {
    await handle.close()
  }
}

async function read(file: File, bytes: number): Promise<ReadModel> {
  const root = legacyRoot(file)
  const config = textAttribute(file, 'model_config')
  if (root && config !== null) {
    const own = textAttribute(file, WORKBENCH_KEY)
    const metadata = own === null ? undefined : parseJson(own, workbenchMetadataSchema, WORKBENCH_KEY)
    const topology = readFunctional(parseJson(config, z.unknown(), 'model_config'), 'model_config', metadata)
    const stored = legacyStoredLayers(root)
    return assembleModel({ format: 'h5', ...topology, stored, bytes, labels: metadata?.labels })
  }
  if (root) return weightsAlone('h5-weights', file, legacyStoredLayers(root), bytes)
  if (isKeras3Weights(file)) return weightsAlone('keras-weights', file, keras3StoredLayers(file), bytes)
  throw new InvalidModel('it holds neither the layers of Keras 2 nor those of Keras 3')
}

function weightsAlone(format: string, file: File, stored: readonly StoredLayer[], bytes: number): Promise<ReadModel> {
  const own = textAttribute(file, WORKBENCH_KEY)
  const known = { format, stored, bytes }
  if (own !== null) {
    const metadata = parseJson(own, graphMetadataSchema, WORKBENCH_KEY)
    const graph = checkedGraph(metadata)
    return assembleModel({ ...known, graph, wanted: wantedLayers(graph), notes: [], labels: metadata.labels })
  }
  const recognised: Pick<Assembly, 'graph' | 'wanted' | 'notes'> = recognise(stored)
  return assembleModel({ ...known, ...recognised, labels: undefined })
}

/** An attribute's text, or null where there is none. */
function textAttribute(file: File, name: string): Buffer | null {
  const value = attributeOf(file, name)
  if (value === undefined) return null
  if (typeof value !== 'string') throw new InvalidModel(`its attribute ${name} is not text`)
  return Buffer.from(value)
}
