import { open, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import type { WeightMap } from '../../model/weight-map.ts'
import { readFunctional } from '../functional/read-functional.ts'
import { InvalidModel } from '../invalid-model.ts'
import { labelled, type ModelFile } from '../model-file.ts'
import { JSON_LIMIT_BYTES, parseJson } from '../parse-json.ts'
import { carrierSchema, WORKBENCH_KEY } from '../workbench-metadata.ts'
import { manifestSchema, tfjsWeights, type WeightsManifest } from './weights-manifest.ts'

const modelSchema = z.object({
  format: z.literal('layers-model', 'only layers models are read').optional(),
  modelTopology: z.union([
    z.object({ model_config: z.unknown() }).transform((topology) => topology.model_config),
    z.unknown(),
  ]),
  userDefinedMetadata: carrierSchema.optional(),
  weightsManifest: manifestSchema,
})

/** Reads a tfjs layers model from its `model.json`, ours or one in Keras 2's dialect. Throws `InvalidModel`. */
export async function readTfjs(path: string): Promise<ModelFile> {
  const { size } = await stat(path)
  if (size > JSON_LIMIT_BYTES) throw new InvalidModel(`model.json has ${size} bytes`)
  const model = parseJson(await readFile(path), modelSchema, 'model.json')
  const metadata = model.userDefinedMetadata?.[WORKBENCH_KEY]
  const graph = readFunctional(model.modelTopology, 'model.json', metadata)
  const weights = await readWeights(graph, model.weightsManifest, dirname(path))
  return labelled(graph, weights, metadata?.labels)
}

async function readWeights(graph: LayerGraph, manifest: WeightsManifest, folder: string): Promise<WeightMap> {
  const stored = new Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>()
  for (const { paths, weights } of manifest) {
    const wanted = 4 * weights.reduce((sum, { shape }) => sum + shapeSize(shape), 0)
    const data = await readShards(
      paths.map((name) => join(folder, name)),
      wanted,
    )
    let offset = 0
    for (const { name, shape } of weights) {
      stored.set(name, { shape, data: data.subarray(offset, (offset += shapeSize(shape))) })
    }
  }
  return new Map(
    tfjsWeights(graph).map(({ key, name, shape }) => {
      const found = stored.get(name)
      if (!found) throw new InvalidModel(`the manifest has no weight ${name}`)
      if (found.shape.join() !== shape.join()) {
        throw new InvalidModel(
          `${name} has the shape [${found.shape.join(', ')}]; its layer wants [${shape.join(', ')}]`,
        )
      }
      return [key, found.data]
    }),
  )
}

/** Concatenates files of one group. Nothing is allocated before the sizes on disk add up to what is wanted. */
async function readShards(paths: readonly string[], wanted: number): Promise<Float32Array> {
  let total = 0
  for (const path of paths) total += (await stat(path)).size
  if (total !== wanted) throw new InvalidModel(`the weights want ${wanted} bytes and their files have ${total}`)
  const bytes = new Uint8Array(total)
  let offset = 0
  for (const path of paths) {
    const file = await open(path)
    try {
      const { bytesRead } = await file.read(bytes, offset, total - offset, 0)
      offset += bytesRead
    } finally {
      await file.close()
    }
  }
  if (offset !== total) throw new InvalidModel(`the weights end after ${offset} of ${total} bytes`)
  return new Float32Array(bytes.buffer)
}
