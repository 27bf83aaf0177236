import { createHash } from 'node:crypto'
import type { Tensor } from '@tensorflow/tfjs-node'
import { imageInput } from '../../../shared/graph/image-input.ts'
import { featureBytes, type SplitGraph } from '../../../shared/graph/split-frozen.ts'
import { shapeSize } from '../../../shared/graph/weight-specs.ts'
import { tf } from '../backend/tensorflow.ts'
import type { Batch } from '../dataset/batches.ts'
import { openPack } from '../dataset/pack-folder.ts'
import { packName } from '../dataset/pack-name.ts'
import type { Dataset } from '../dataset/dataset-entry.ts'
import type { FeatureRows } from '../model/batch-input.ts'
import { createInference, type Inference } from '../model/inference.ts'
import type { Model } from '../model/model.ts'
import { packsFolder } from '../runs/store-paths.ts'

/** What a frozen trunk says of each image: computed once, kept beside the decoded images, and there for later runs too. */
export interface Features extends FeatureRows {
  has(index: number): boolean
  /** Runs the trunk over a batch and keeps what it says. */
  add(batch: Batch): void
  /** Frees the trunk: all features are there. */
  finish(): void
  close(): void
}

export interface FeatureOptions {
  readonly dataset: Dataset
  readonly split: SplitGraph
  readonly model: Model
  readonly engine: 'compiled' | 'eager'
  readonly batchSize: number
  /** Most bytes on disk, of these and of decoded images together; without disk they stay in memory. */
  readonly limitBytes: number
}

/** Opens the features of a trunk with the weights that it has now. */
export function openFeatures(options: FeatureOptions): Features {
  const { dataset, split, model, engine, batchSize, limitBytes } = options
  const bytes = featureBytes(split.featureShape)
  const length = shapeSize(split.featureShape)
  const folder = packsFolder(dataset.store)
  const pack = openPack({ folder, name: nameOf(options), imageBytes: bytes, count: dataset.images.length, limitBytes })
  const present = new Set<number>()
  const inMemory = new Map<number, Float32Array>()
  const probe = new Uint8Array(bytes)
  let trunk: Inference | null = null

  const has = (index: number): boolean => {
    if (present.has(index)) return true
    if (!pack?.read(index, probe)) return false
    present.add(index)
    return true
  }
  return {
    shape: split.featureShape,
    has,
    read(index, into) {
      const held = inMemory.get(index)
      if (held) into.set(held)
      else if (!pack?.read(index, new Uint8Array(into.buffer, into.byteOffset, into.byteLength)))
        throw new Error(`the features of image ${index} are gone`)
    },
    add(batch) {
      trunk ??= createInference(subModel(model, split.trunk), { capacity: batchSize, engine, constantWeights: false })
      const inference = trunk
      const rows = tf.tidy(() => (inference.logits(batch) as Tensor).dataSync<'float32'>()) as Float32Array
      for (let row = 0; row < batch.count; row++) {
        const index = batch.indices[row] ?? -1
        const values = rows.slice(row * length, (row + 1) * length)
        pack?.write(index, new Uint8Array(values.buffer))
        if (!pack?.read(index, probe)) inMemory.set(index, values)
        present.add(index)
      }
    },
    finish() {
      trunk?.dispose()
      trunk = null
    },
    close() {
      trunk?.dispose()
      pack?.close()
      inMemory.clear()
    },
  }
}

/** Part of a model: the same weights under a part of its graph. Frees nothing. */
export function subModel(model: Model, graph: Model['graph']): Model {
  const layers = new Set(graph.nodes.filter(({ kind }) => kind !== 'input').map(({ name }) => name))
  const specs = model.specs.filter(({ layer }) => layers.has(layer))
  const weights = new Map([...model.weights].filter(([key]) => specs.some((spec) => spec.key === key)))
  return { graph, specs, weights, dispose: () => undefined }
}

/** Another name where the images, the trunk or any of its weights differ. */
function nameOf({ dataset, split, model }: FeatureOptions): string {
  const hash = createHash('sha256')
    .update(packName(dataset, imageInput(model.graph)))
    .update(JSON.stringify(split.trunk))
  for (const [key, weight] of subModel(model, split.trunk).weights) {
    const values = weight.dataSync<'float32'>() as Float32Array
    hash.update(key).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return `${hash.digest('hex').slice(0, 24)}-features.pack`
}
