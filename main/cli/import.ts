import { resolve } from 'node:path'
import type { ImportNote, ImportReport } from '../../shared/contract/import.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import type { ReadModel } from '../engine/formats/model-file.ts'
import { DONE, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { count, print, printJson } from './output.ts'

/** Reads a model file of another program. `import` is a word of the language, hence the name. */
export const importModel = defineCommand({
  name: 'import',
  summary: 'Read a model file of another program and say what became of its weights',
  positionals: [
    { name: 'FILE', about: '.keras, .h5, .weights.h5, .safetensors, a tfjs model.json, or a folder of one' },
  ],
  options: {
    out: { kind: 'text', hint: 'dir', about: 'the folder to write, new or empty; needed' },
    json: JSON_OPTION,
  },
  notes: [
    'The folder holds the model as every command reads it, its labels, its preprocessing and import.json, the report.',
    'A SavedModel and an ONNX file are programs and are refused: save the model as .keras.',
  ],
  examples: [
    'import xception_weights_tf_dim_ordering_tf_kernels_notop.h5 --out imagenet',
    'import flowers.keras --out flowers',
  ],
  async run({ values, positionals }) {
    const [file = ''] = positionals
    if (!values.out)
      throw wrongUsage('argument-missing', 'import needs --out, a new or empty folder; see xw import --help')
    const engine = await import('../engine/formats/import-model.ts')
    const model = valueOf(await engine.importModel(file, resolve(values.out)))
    if (values.json) printJson({ ...summary(model), folder: values.out, report: model.report })
    else print(importText(model, values.out))
    return DONE
  },
})

function summary({ graph, labels }: ReadModel) {
  return {
    name: graph.name,
    inputShape: graph.inputShape,
    parameters: countCost(graph).totalParameters,
    preprocessing: graph.preprocessing,
    labels,
  }
}

function importText(model: ReadModel, folder: string): string {
  const { report, graph, labels } = model
  const { parameters } = summary(model)
  const network = `${graph.name}, input ${graph.inputShape.join('x')}, ${count(labels.length)} classes`
  const told = new Set(report.notes.map(({ code }) => code))
  return [
    `${report.format}: ${network}, ${count(parameters)} parameters; written to ${folder}`,
    `${count(report.matched.length)} weights matched (${waysText(report)})`,
    ...listText('at their initial values', report.initial),
    ...listText('in the file and not used', report.unused),
    ...report.notes.map((note) => NOTES[note.code](note)),
    // A file of ours says it, and names its classes.
    ...(told.has('labels-numbered') && !told.has('resize-found') ? [RESIZE_CHOSEN] : []),
  ].join('\n')
}

function waysText({ matched }: ImportReport): string {
  const ways = Map.groupBy(matched, ({ by }) => by)
  return [...ways].map(([by, weights]) => `${count(weights.length)} by ${by}`).join(', ')
}

/** How many names a reader sees; `import.json` has all. */
const SHOWN = 4

function listText(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const more = names.length > SHOWN ? `, and ${count(names.length - SHOWN)} more` : ''
  return [`${count(names.length)} weights ${what}: ${names.slice(0, SHOWN).join(', ')}${more}`]
}

const RESIZE_CHOSEN = 'the file does not say how images are brought to size; bilinear with antialiasing is chosen'

const NOTES: Readonly<Record<ImportNote['code'], (note: ImportNote) => string>> = {
  'layer-skipped': ({ subject, detail }) => `${subject} (${detail}) does nothing at inference and was left out`,
  'preprocessing-found': ({ detail }) => `preprocessing of the file's own: ${detail} of pixels in 0..255`,
  'resize-found': ({ subject, detail }) => `${subject} brings images to size: ${detail}`,
  'preprocessing-assumed': ({ detail }) => `the file does not say how images are prepared; ${detail} is assumed`,
  'preprocessing-differs': ({ subject, detail }) => `${subject} prepares images otherwise: ${detail}`,
  'input-size-assumed': ({ detail }) => `the file does not fix the input size; ${detail} pixels are assumed`,
  'labels-numbered': ({ detail }) => `the file names no classes; they are numbered, 0 to ${Number(detail) - 1}`,
  'softmax-added': ({ detail }) => `${detail} gives logits; a softmax was added`,
  'head-added': ({ subject, detail }) => `the file has no head; ${subject} with ${detail} classes was added, untrained`,
  'weights-copied': ({ subject, detail }) =>
    `${subject} is a later call of ${detail} and has a copy of its weights; training makes them differ`,
  'binary-output': ({ subject }) =>
    `${subject} gives one number, for two classes: the second's logit; a softmax of both was made`,
  'grey-input': ({ subject, detail }) =>
    `${subject} takes grey images; ${detail}, a layer before it, makes them of coloured ones`,
  'mixed-precision': ({ detail }) =>
    `its own program computes in ${detail}; here all is float32, so answers differ slightly`,
  widened: ({ detail }) => `weights were widened from ${detail} to float32`,
  'not-finite': ({ subject, detail }) => `${subject} holds ${detail} values that are not numbers`,
}
