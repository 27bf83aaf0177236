/**
 * How fast a dataset streams into a small model, and what memory that takes:
 * `node bench/pipeline/stream.ts PATH [INPUT_SIZE] [BATCH] [IMAGES_PER_SECOND]` prints a line of JSON for each epoch.
 * Epoch 1 decodes, 2 reads the pack, both as fast as they can; in 3 a step holds the thread as long as a model of so
 * many images a second would. A good PATH is what `xw data get cifar10` made.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBatchSource } from '../../main/engine/dataset/batches.ts'
import { openDataset } from '../../main/engine/dataset/dataset.ts'
import { XCEPTION_PREPROCESSING } from '../../shared/graph/layer-graph.ts'

const [path = 'samples/fashion-mnist.zip', inputSize = '32', batch = '64', rate = '1000'] = process.argv.slice(2)
const cell = new Int32Array(new SharedArrayBuffer(4))
const store = await mkdtemp(join(tmpdir(), 'xw-stream-'))
try {
  const opened = await openDataset({ path, store, split: { validation: 0, test: 0, seed: 1 } })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const { resize } = XCEPTION_PREPROCESSING
  const augmentation = { flip: true, shift: 0.1, brightness: 0.1 }
  const input = { size: Number(inputSize), resize }
  const options = { input, batchSize: Number(batch), augmentation, seed: 1 }
  const source = createBatchSource(opened.value, options)
  for (const epoch of [1, 2, 3]) {
    const stepMs = epoch === 3 ? (1000 * options.batchSize) / Number(rate) : 0
    console.log(JSON.stringify({ epoch, ...(await pass(source.training(epoch, 0), stepMs)) }))
  }
  source.close()
} finally {
  await rm(store, { recursive: true, force: true })
}

async function pass(batches: AsyncIterable<{ readonly count: number }>, stepMs: number) {
  const startMs = performance.now()
  const cpu = process.cpuUsage()
  let [images, waitMs, firstMb, peakMb] = [0, 0, 0, 0]
  let askedMs = startMs
  for await (const { count } of batches) {
    waitMs += performance.now() - askedMs
    images += count
    if (stepMs > 0) Atomics.wait(cell, 0, 0, stepMs)
    const mb = process.memoryUsage.rss() / 1e6
    if (images <= 2000) firstMb = mb
    peakMb = Math.max(peakMb, mb)
    askedMs = performance.now()
  }
  const totalMs = performance.now() - startMs
  const { user, system } = process.cpuUsage(cpu)
  return {
    images,
    imagesPerSecond: Math.round((images / totalMs) * 1000),
    cpuMicrosecondsPerImage: Math.round((user + system) / images),
    waitShare: Number((waitMs / totalMs).toFixed(4)),
    memoryAfter2000Mb: Math.round(firstMb),
    peakMemoryMb: Math.round(peakMb),
  }
}
