import { createBatchSource } from '../../main/engine/dataset/batches.ts'
import { openDataset } from '../../main/engine/dataset/dataset.ts'
import { serveBlocks } from '../children/serve-blocks.ts'
import type { PipelineRequest } from './contenders.ts'

const { workload, setting, prepared } = JSON.parse(process.argv[2] ?? '') as PipelineRequest

const split = { validation: 0, test: 0, seed: 1 }
const dataset = await openDataset({ path: setting.folder, split, store: prepared })
if (!dataset.ok) throw new Error(JSON.stringify(dataset.error))
const source = createBatchSource(dataset.value, {
  input: { size: workload.inputSize, resize: 'bilinear-antialias' },
  batchSize: workload.batch,
  augmentation: { flip: false, shift: 0, brightness: 0 },
  seed: 1,
  ...(setting.packed ? {} : { cacheBytes: 0 }),
})

let epoch = 0
/** One pass over all files. Returns a number that proves that pixels came. */
async function step(): Promise<number> {
  let sum = 0
  for await (const { pixels, count } of source.training(++epoch, 0)) sum += count + (pixels[0] ?? NaN) / 256
  return sum
}

await serveBlocks(step, {})
source.close()
