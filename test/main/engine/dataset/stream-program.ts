// Streams a dataset's training batches for some epochs; prints each epoch's digest and the largest resident memory.
import { createHash } from 'node:crypto'
import { createBatchSource } from '../../../../main/engine/dataset/batches.ts'
import { loadDataset } from '../../../../main/engine/dataset/dataset.ts'
import { XCEPTION_PREPROCESSING } from '../../../../shared/graph/layer-graph.ts'

const [store = '', datasetId = '', inputSize = '', epochs = ''] = process.argv.slice(2)
const dataset = await loadDataset(store, datasetId)
if (!dataset.ok) throw new Error(dataset.error.code)
const augmentation = { flip: true, shift: 0.2, brightness: 0.2 }
const { resize } = XCEPTION_PREPROCESSING
const input = { size: Number(inputSize), resize }
const options = { input, batchSize: 16, augmentation, seed: 1 }
const source = createBatchSource(dataset.value, options)
for (let epoch = 1; epoch <= Number(epochs); epoch++) {
  const hash = createHash('sha256')
  let peakBytes = 0
  for await (const { pixels, labels } of source.training(epoch, 0)) {
    hash.update(pixels).update(labels)
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
  }
  process.stdout.write(`${JSON.stringify({ digest: hash.digest('hex'), peakBytes })}\n`)
}
source.close()
