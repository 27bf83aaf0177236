// Trains, and after the first checkpoint lets no file of this process grow over 100 kB, as if the disk ended there.
import { spawnSync } from 'node:child_process'
import { loadDataset } from '../../../../main/engine/dataset/dataset.ts'
import { startRun } from '../../../../main/engine/training/run-training.ts'
import { SMALL_NETWORK, smallConfig } from './small-settings.ts'

const [store = '', datasetId = ''] = process.argv.slice(2)
const dataset = await loadDataset(store, datasetId)
if (!dataset.ok) throw new Error(dataset.error.code)
const { signal } = new AbortController()
const options = { store, dataset: dataset.value, network: SMALL_NETWORK, config: smallConfig(), signal }
const run = await startRun(options)
if (!run.ok) throw new Error(run.error.code)
let full = false
for await (const event of run.value.events) {
  process.stdout.write(`${JSON.stringify(event)}\n`)
  if (event.kind === 'checkpoint' && !full) {
    const { status } = spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=100000:100000'])
    full = status === 0
  }
}
