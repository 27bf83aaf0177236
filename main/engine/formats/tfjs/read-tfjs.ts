import { open, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { errorCode } from '../../runs/file-failure.ts'
import { readFunctional } from '../functional/read-functional.ts'
import { InvalidModel } from '../invalid-model.ts'
import { assembleModel } from '../mapping/assemble-model.ts'
import { layersByName, type StoredWeight } from '../mapping/stored-layer.ts'
import type { ReadModel } from '../model-file.ts'
import { JSON_LIMIT_BYTES, parseJson } from '../parse-json.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { carrierSchema } from '../workbench-metadata.ts'
import { manifestSchema, type WeightsManifest } from './weights-manifest.ts'

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
export async function readTfjs(path: string): Promise<ReadModel> {
  const { size } = await stat(path)
  if (size > JSON_LIMIT_BYTES) throw new InvalidModel(`model.json has ${size} bytes`)
  const model = parseJson(await readFile(path), modelSchema, 'model.json')
  const metadata = model.userDefinedMetadata?.[WORKBENCH_KEY]
  const topology = readFunctional(model.modelTopology, 'model.json', metadata)
  const { weights, bytes } = await readWeights(model.weightsManifest, dirname(path))
  return assembleModel({ format: 'tfjs', ...topology, stored: layersByName(weights), bytes, labels: metadata?.labels })
}

/** Weights of a group share its bytes. */
async function readWeights(manifest: WeightsManifest, folder: string) {
  const stored: StoredWeight[] = []
  let bytes = 0
  for (const { paths, weights } of manifest) {
    const wanted = 4 * weights.reduce((sum, { shape }) => sum + shapeSize(shape), 0)
    const data = await readShards(folder, paths, wanted)
    bytes += wanted
    let offset = 0
    for (const { name, shape } of weights) {
      const values = data.subarray(offset, (offset += shapeSize(shape)))
      stored.push({ name, shape, source: name, read: () => values })
    }
  }
  return { weights: stored, bytes }
}

/** Concatenates files of one group. Nothing is allocated before the sizes on disk add up to what is wanted. */
async function readShards(folder: string, names: readonly string[], wanted: number): Promise<Float32Array> {
  const sizes = await Promise.all(names.map((name) => shardSize(folder, name)))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total !== wanted) throw new InvalidModel(`the weights want ${wanted} bytes and their files have ${total}`)
  const bytes = new Uint8Array(total)
  let offset = 0
  for (const [index, name] of names.entries()) {
    const end = offset + (sizes[index] ?? 0)
    await readExactly(join(folder, name), bytes.subarray(offset, end))
    offset = end
  }
  return new Float32Array(bytes.buffer)
}

async function shardSize(folder: string, name: string): Promise<number> {
  try {
    return (await stat(join(folder, name))).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new InvalidModel(`its file ${name} is missing`, { cause: error })
    throw error
  }
}

async function readExactly(path: string, target: Uint8Array): Promise<void> {
  const file = await open(path)
  try {
    for (let done = 0; done < target.length;) {
      const { bytesRead } = await file.read(target, done)
      if (bytesRead === 0) throw new InvalidModel(`${path} became shorter while it was read`)
      done += bytesRead
    }
  } finally {
    await file.close()
  }
}
