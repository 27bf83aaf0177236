import { resolve } from 'node:path'
import { exportFormatSchema, exportInputs, type ExportFormat, type ExportReport } from '../../shared/contract/export.ts'
import type { ExportFileRequest } from '../engine/formats/export-file.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { DONE, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { IMAGENET, imagenetFolder, isModelPath } from './find-model.ts'
import { findRun } from './find-run.ts'
import { count, difference, note, print, printJson } from './output.ts'

const STAGES = { writing: 'writing', reading: 'loading it back', comparing: 'comparing' } as const
const FORMATS = exportFormatSchema.options

/** Writes a model for other programs. `export` is a word of the language, hence the name. */
export const exportModel = defineCommand({
  name: 'export',
  summary: 'Write a model for other programs, load it back and check it',
  positionals: [{ name: 'MODEL', about: 'a run (number, id or folder), or a model folder or file' }],
  options: {
    format: { kind: 'choice', choices: FORMATS, about: 'what will load it; needed' },
    out: { kind: 'text', hint: 'dir', about: 'the folder to write, new or empty; needed' },
    checkpoint: { kind: 'choice', choices: ['best', 'last'], about: 'which weights of a run; best when not given' },
    'onnx-input': {
      kind: 'choice',
      choices: exportInputs,
      about: 'what an ONNX model takes: bytes with the preprocessing inside (uint8-nhwc), or scaled floats',
    },
    'fold-batch-norm': { kind: 'flag', about: 'multiply batch norms into the convolutions before them' },
    json: JSON_OPTION,
  },
  notes: [
    'Beside the model stand its labels, preprocessing, golden images, an example program and a certificate of what was checked.',
  ],
  examples: [
    'export 3 --format keras --out flowers-keras',
    'export runs/flowers --format tfjs --out web/model',
    'export model.keras --format onnx --fold-batch-norm --out flowers-onnx',
  ],
  async run({ values, positionals }) {
    const { format, out, checkpoint = 'best' } = values
    const [name = ''] = positionals
    if (!format) {
      throw wrongUsage('argument-missing', `export needs --format, one of ${FORMATS.join(', ')}; see xw export --help`)
    }
    if (!out) throw wrongUsage('argument-missing', 'export needs --out, a new or empty folder; see xw export --help')
    const options = { onnxInput: values['onnx-input'], foldBatchNorm: values['fold-batch-norm'] }
    const onProgress = (stage: keyof typeof STAGES) => note(`${format}: ${STAGES[stage]}`)
    const request = { format, options, destination: resolve(out), onProgress }
    const report =
      name === IMAGENET || (await isModelPath(name))
        ? await exportOther(name === IMAGENET ? await imagenetFolder(storeFolder()) : name, request)
        : await exportFromRun(name, { ...request, checkpoint })
    if (values.json) printJson(report.certificate)
    else print(exportText(format, report, out))
    return DONE
  },
})

async function exportFromRun(name: string, request: ExportFileRequest & { readonly checkpoint: 'best' | 'last' }) {
  const run = await findRun(storeFolder(), name)
  const { exportRunFolder } = valueOf(await loadEngine())
  return valueOf(await exportRunFolder(run, request))
}

async function exportOther(path: string, request: ExportFileRequest) {
  valueOf(await loadEngine())
  const { exportFile } = await import('../engine/formats/export-file.ts')
  return valueOf(await exportFile(path, request))
}

const READERS = {
  own: "the workbench's own reader",
  tfjs: 'TensorFlow.js',
  tensorflow: 'TensorFlow',
} as const

/** What was written and proven, in one line. */
export function exportText(format: ExportFormat, { certificate }: ExportReport, folder: string): string {
  const { check, golden, files } = certificate
  const written = `${format}: ${count(files.length)} files in ${folder}`
  if (check.reader === 'none' || check.maxDifference === null) {
    return `${written}; nothing here reads the format: check it with ONNX Runtime by xw verify ${folder}`
  }
  return [
    written,
    `read back by ${READERS[check.reader]}, largest difference of a probability ${difference(check.maxDifference)} on ${golden.length} images (${check.allowed} is allowed)`,
  ].join('; ')
}
