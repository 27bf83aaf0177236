import { resolve } from 'node:path'
import type { ExportFormat, ExportReport } from '../../shared/contract/export.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { DONE, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { findRun } from './find-run.ts'
import { count, note, print, printJson } from './output.ts'

const STAGES = { writing: 'writing', reading: 'loading it back', comparing: 'comparing' } as const

/** Writes a run's model for other programs. `export` is a word of the language, hence the name. */
export const exportModel = defineCommand({
  name: 'export',
  summary: "Write a run's model for TensorFlow.js or Keras, load it back and check it",
  positionals: [{ name: 'RUN', about: "a run's number, id or folder" }],
  options: {
    format: { kind: 'choice', choices: ['tfjs', 'keras'], about: 'what will load it; needed' },
    out: { kind: 'text', hint: 'dir', about: 'the folder to write, new or empty; needed' },
    checkpoint: { kind: 'choice', choices: ['best', 'last'], about: 'which weights; best when not given' },
    json: JSON_OPTION,
  },
  notes: ['Beside the model stand its labels, preprocessing, golden images and a certificate of what was checked.'],
  examples: ['export 3 --format keras --out flowers-keras', 'export runs/flowers --format tfjs --out web/model'],
  async run({ values, positionals }) {
    const { format, out, checkpoint = 'best' } = values
    if (!format) throw wrongUsage('argument-missing', 'export needs --format, tfjs or keras; see xw export --help')
    if (!out) throw wrongUsage('argument-missing', 'export needs --out, a new or empty folder; see xw export --help')
    const run = await findRun(storeFolder(), positionals[0] as string)
    const { exportRunFolder } = valueOf(await loadEngine())
    const onProgress = (stage: keyof typeof STAGES) => note(`${format}: ${STAGES[stage]}`)
    const report = valueOf(await exportRunFolder(run, { format, checkpoint, destination: resolve(out), onProgress }))
    if (values.json) printJson(report.certificate)
    else print(exportText(format, report, out))
    return DONE
  },
})

/** What was written and proven, in one line. */
export function exportText(format: ExportFormat, { certificate }: ExportReport, folder: string): string {
  const { check, golden, files } = certificate
  const reader = check.reader === 'own' ? "the workbench's own reader" : 'TensorFlow.js'
  return [
    `${format}: ${count(files.length)} files in ${folder}`,
    `read back by ${reader}, largest difference of a probability ${check.maxDifference.toExponential(1)} on ${golden.length} images (${check.allowed} is allowed)`,
  ].join('; ')
}
