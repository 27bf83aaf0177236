import { assembleModel } from '../mapping/assemble-model.ts'
import { wantedLayers } from '../mapping/load-weights.ts'
import { layersByName } from '../mapping/stored-layer.ts'
import type { ReadModel } from '../model-file.ts'
import { parseJson } from '../parse-json.ts'
import { openSafetensors } from '../safetensors.ts'
import { checkedGraph, graphMetadataSchema, WORKBENCH_KEY } from '../workbench-metadata.ts'
import { recognise } from '../recognise/recognise.ts'

/**
 * Reads weights in safetensors: of ours with the graph in the metadata, or under Keras' names of a network that is
 * recognised. Throws `InvalidModel`.
 */
export async function readSafetensorsModel(path: string): Promise<ReadModel> {
  return openSafetensors(path, async ({ tensors, metadata, size }) => {
    const stored = layersByName(tensors.map(({ name, shape, read }) => ({ name, shape, source: name, read })))
    const known = { format: 'safetensors', stored, bytes: size }
    const own = metadata[WORKBENCH_KEY]
    if (own === undefined) {
      return assembleModel({ ...known, ...recognise(stored), labels: undefined })
    }
    const { labels, ...rest } = parseJson(Buffer.from(own), graphMetadataSchema, WORKBENCH_KEY)
    const graph = checkedGraph({ labels, ...rest })
    return assembleModel({ ...known, graph, wanted: wantedLayers(graph), notes: [], labels })
  })
}
