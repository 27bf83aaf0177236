import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import type { ModelFile } from '../model-file.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { workbenchMetadata } from '../workbench-metadata.ts'
import { keras2Config } from '../functional/keras2-config.ts'
import { SHARD_BYTES, tfjsWeights, type WeightsManifest } from './weights-manifest.ts'

export const TFJS_FILE = 'model.json'

/** Writes `model.json` and its weight shards into a folder. Returns the files that were written. */
export async function writeTfjs(model: ModelFile, folder: string): Promise<readonly string[]> {
  const weights = tfjsWeights(model.graph)
  const bytes = 4 * weights.reduce((sum, weight) => sum + shapeSize(weight.shape), 0)
  const count = Math.max(1, Math.ceil(bytes / SHARD_BYTES))
  const paths = Array.from({ length: count }, (_, index) => `group1-shard${index + 1}of${count}.bin`)
  const manifest: WeightsManifest = [
    { paths, weights: weights.map(({ name, shape }) => ({ name, shape: [...shape], dtype: 'float32' })) },
  ]
  const json = {
    format: 'layers-model',
    generatedBy: 'xception-workbench',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: keras2Config(model.graph),
    },
    userDefinedMetadata: { [WORKBENCH_KEY]: workbenchMetadata(model) },
    weightsManifest: manifest,
  }
  await writeFile(join(folder, TFJS_FILE), JSON.stringify(json), { flag: 'wx' })
  await writeShards(
    weights.map(({ key }) => {
      const data = model.weights.get(key)
      if (!data) throw new Error(`the model has no weight ${key}`)
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    }),
    paths.map((path) => join(folder, path)),
  )
  return [TFJS_FILE, ...paths]
}

/** Writes all parts, one after another, into files of `SHARD_BYTES` each; a weight may begin in one and end in another. */
async function writeShards(parts: readonly Uint8Array[], paths: readonly string[]): Promise<void> {
  const queue = [...parts]
  for (const path of paths) {
    const file = await open(path, 'wx')
    try {
      for (let room = SHARD_BYTES; room > 0;) {
        const part = queue.shift()
        if (!part) break
        await file.writeFile(part.subarray(0, room))
        if (part.length > room) queue.unshift(part.subarray(room))
        room -= Math.min(room, part.length)
      }
    } finally {
      await file.close()
    }
  }
}
