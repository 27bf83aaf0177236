// Run as a program of its own: in a test's process tfjs would find TensorFlow's native backend and use it.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { ExportJob } from './export-jobs.ts'
import { decodeTensors, encodeTensors } from './tensor-file.ts'

/** Loads an exported folder as a web page would, from its bytes alone. */
async function load(folder: string): Promise<tf.LayersModel> {
  const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON
  return tf.loadLayersModel({
    load: () =>
      tf.io.getModelArtifactsForJSON(json, async (manifest) => {
        const paths = manifest.flatMap((group) => group.paths)
        const shards = await Promise.all(paths.map((path) => readFile(join(folder, path))))
        const specs = manifest.flatMap((group) => group.weights)
        return [specs, tf.io.concatenateArrayBuffers(shards.map((shard) => Uint8Array.from(shard).buffer))]
      }),
  })
}

/** Saves a model as tfjs itself does, with one shard. */
async function save(model: tf.LayersModel, path: string): Promise<void> {
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const manifest = [{ paths: ['saved.bin'], weights: artifacts.weightSpecs }]
    const json = { format: artifacts.format, modelTopology: artifacts.modelTopology, weightsManifest: manifest }
    await writeFile(path, JSON.stringify(json))
    await writeFile(join(path, '../saved.bin'), new Uint8Array(artifacts.weightData as ArrayBuffer))
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
  })
  await model.save(handler)
}

async function run(job: ExportJob) {
  const model = await load(job.folder)
  const pixels = decodeTensors(await readFile(job.images)).get('pixels')
  if (!pixels) throw new Error('there are no images')
  // As the README of an export says.
  const output = tf.tidy(
    () =>
      model.predict(
        tf
          .tensor(pixels.data, [...pixels.shape])
          .div(127.5)
          .sub(1),
      ) as tf.Tensor,
  )
  const probabilities = { shape: output.shape, data: output.dataSync<'float32'>() }
  await writeFile(job.probabilities, encodeTensors(new Map([['probabilities', probabilities]])))
  await save(model, job.saved)
  return { names: model.layers.map((layer) => layer.name), parameters: model.countParams() }
}

const jobs = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as ExportJob[]
await tf.ready()
if (tf.getBackend() !== 'cpu') throw new Error(`tfjs runs on ${tf.getBackend()}`)
const loaded = []
for (const job of jobs) loaded.push(await run(job))
process.stdout.write(`\n${JSON.stringify(loaded)}`)
