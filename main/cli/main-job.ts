import { join } from 'node:path'
import { splitConfigSchema } from '../../shared/contract/dataset.ts'
import { SMALL_IMAGES } from '../../shared/training/presets.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { summarizeRun } from '../engine/runs/list-runs.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { openRun } from '../engine/runs/run-store.ts'
import { DONE, valueOf } from './command-failure.ts'
import { defineCommand } from './command.ts'
import { exportText } from './export.ts'
import { followRun } from './follow-run.ts'
import { onInterrupt } from './interrupt.ts'
import { openImages } from './open-images.ts'
import { note, print } from './output.ts'
import { planText, STOP_NOTICE } from './training-text.ts'
import { TRAINING_OPTIONS } from './training-options.ts'

/** The two that the window offers first; the others are written on request. */
const FORMATS = ['tfjs', 'keras'] as const

/** What `npm start` does on a machine without a screen: the window's main job on the bundled sample. */
export const mainJob = defineCommand({
  name: 'main-job',
  summary: 'Train on the bundled sample, export for TensorFlow.js and Keras, load back and check',
  positionals: [],
  options: { epochs: TRAINING_OPTIONS.epochs },
  examples: ['main-job'],
  async run({ values }) {
    const store = storeFolder()
    const dataset = await openImages('sample', splitConfigSchema.parse({}))
    const options = { ...SMALL_IMAGES.model, classes: dataset.summary.classes.length }
    const network = { name: 'xception', options } as const
    const config = { ...SMALL_IMAGES.config, epochs: values.epochs ?? SMALL_IMAGES.config.epochs }
    note(planText({ preset: SMALL_IMAGES.id, network, config }, dataset))
    const { startRun, exportRunFolder } = valueOf(await loadEngine())
    const { signal, release } = onInterrupt(() => note(STOP_NOTICE))
    const started = valueOf(await startRun({ store, dataset, network, config, signal }))
    const finished = await followRun(started, false)
    // From here on Ctrl+C ends the process: an export that is not whole yet is never left in its place.
    release()
    if (finished.reason === 'stopped') {
      print(`stopped at step ${finished.step}; go on with: npm run -s xw -- train --continue ${started.number}`)
      return DONE
    }
    const run = valueOf(await openRun(started.folder))
    for (const format of FORMATS) {
      const report = valueOf(await exportRunFolder(run, { format, checkpoint: 'best' }))
      note(exportText(format, report, join(run.folder, 'exports', report.folder)))
    }
    const { best } = valueOf(await summarizeRun(run))
    const seconds = Math.round(finished.durationMs / 1000)
    print(`trained: top1=${best?.top1.toFixed(4)} in ${seconds} s; exported to ${join(run.folder, 'exports')}`)
    return DONE
  },
})
