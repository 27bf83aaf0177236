// tfjs-node as it comes: its own layers, kernels, gradients and optimizer. The backend is imported for its shims alone, which
// Node 24 needs; it overrides nothing.
import { join } from 'node:path'
import { tf } from '../../main/engine/backend/tensorflow.ts'
import { TFJS_FILE } from '../../main/engine/formats/tfjs/write-tfjs.ts'
import { randomBatch } from './random-batch.ts'
import { readRequest, serveBlocks } from './serve-blocks.ts'

const RATE = 0.01

const { workload, prepared } = readRequest()
const model = await tf.loadLayersModel(`file://${join(prepared, TFJS_FILE)}`)
const batch = randomBatch(workload)
const shape: [number, number, number, number] = [batch.count, workload.inputSize, workload.inputSize, 3]

const images = () => tf.tensor4d(batch.pixels, shape, 'float32').div(127.5).sub(1)

async function train(): Promise<number> {
  const inputs = tf.tidy(images)
  const labels = tf.tidy(() => tf.tensor1d(batch.labels, 'int32').toFloat())
  const loss = (await model.trainOnBatch(inputs, labels)) as number
  tf.dispose([inputs, labels])
  return loss
}

const predict = () =>
  tf.tidy(() =>
    (model.predict(images()) as ReturnType<typeof images>).dataSync<'float32'>().reduce((sum, value) => sum + value, 0),
  )

if (workload.task === 'train')
  model.compile({ optimizer: tf.train.momentum(RATE, 0.9), loss: 'sparseCategoricalCrossentropy' })
await serveBlocks(workload.task === 'train' ? train : predict, { 'tfjs-node': tf.version['tfjs-node'] ?? '' })
