import { splitConfigSchema, type SplitConfig, type SplitName } from '../../shared/contract/dataset.ts'
import { fail } from '../../shared/contract/result.ts'
import { imageInput } from '../../shared/graph/image-input.ts'
import type { Dataset } from '../engine/dataset/dataset.ts'
import type { ModelFile } from '../engine/formats/model-file.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { sumEvaluations, type Evaluation } from '../engine/training/evaluation.ts'
import { commandFailure, DONE, optionInvalid, valueOf } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { findModel, type FoundModel } from './find-model.ts'
import { openImages } from './open-images.ts'
import { columns, count, note, percent, print, printJson } from './output.ts'

const BATCH_SIZE = 32
/** A wider table would not fit a terminal; `--json` has it. */
const SHOWN_CLASSES = 12

/** Loss, accuracy and confusion of a model on a folder of images. */
export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Measure a model on a folder or zip of images',
  positionals: [
    { name: 'MODEL', about: 'a run (number, id or folder), or an exported folder or file' },
    {
      name: 'DIR',
      about: 'a folder of class folders named as the model names its classes; "sample" for the bundled one',
    },
  ],
  options: {
    split: {
      kind: 'choice',
      choices: ['all', 'training', 'validation', 'test'],
      about: 'which images; all when not given',
    },
    json: JSON_OPTION,
  },
  notes: [
    "A split is the folder's own (train, val, test), or drawn as it was for the run that the model comes from.",
    'With --json: loss, top1, top5, confusion (rows are true classes, columns predicted ones), labels, samples, split.',
  ],
  examples: ['evaluate 3 photos', 'evaluate exports/tfjs photos --split validation --json'],
  async run({ values, positionals }) {
    const [name = '', path = ''] = positionals
    const store = storeFolder()
    const model = await findModel(store, name)
    const dataset = await openImages(path, await splitOf(store, model))
    const split = values.split ?? 'all'
    const { metrics, confusion, samples } = await measure(model, forModel(dataset, model.file, split), split)
    const { labels } = model.file
    if (values.json) printJson({ ...metrics, confusion, labels, samples, split })
    else print(report({ metrics, confusion, samples }, labels))
    return DONE
  },
})

async function splitOf(store: string, { run }: FoundModel): Promise<SplitConfig> {
  const { readSavedDataset } = await import('../engine/dataset/dataset-store.ts')
  const saved = run ? await readSavedDataset(store, run.manifest.dataset.datasetId) : null
  return saved?.split ?? splitConfigSchema.parse({})
}

/** The dataset with the model's classes in the model's order, and the wanted images as its validation images. */
function forModel(dataset: Dataset, { labels }: ModelFile, wanted: SplitName | 'all'): Dataset {
  const own = dataset.summary.classes.map(({ label }) => label)
  if (own.some((label) => !labels.includes(label))) {
    const [received, expected] = [own.join(', '), labels.join(', ')]
    throw commandFailure(fail('model-labels-mismatch', { received, expected }).error)
  }
  const classes = labels.map((label) => ({ label, count: 0, training: 0, validation: 0, test: 0 }))
  const images = dataset.images.map((image) => ({
    ...image,
    classIndex: labels.indexOf(own[image.classIndex] ?? ''),
    split: wanted === 'all' || image.split === wanted ? ('validation' as const) : ('training' as const),
  }))
  return { ...dataset, summary: { ...dataset.summary, classes }, images }
}

async function measure({ file }: FoundModel, dataset: Dataset, split: string): Promise<Evaluation> {
  valueOf(await loadEngine())
  const [{ createModelFrom }, { openEvaluation }, { createBatchSource }] = await Promise.all([
    import('../engine/model/model.ts'),
    import('../engine/training/evaluate-batch.ts'),
    import('../engine/dataset/batches.ts'),
  ])
  const network = valueOf(createModelFrom(file.graph, file.weights))
  const augmentation = { flip: false, shift: 0, brightness: 0 }
  const input = imageInput(file.graph)
  const source = createBatchSource(dataset, { input, batchSize: BATCH_SIZE, augmentation, seed: 0 })
  const pass = openEvaluation(network, { capacity: BATCH_SIZE })
  const sum = sumEvaluations(file.labels.length)
  const live = process.stderr.isTTY
  try {
    for await (const batch of source.validation()) {
      if (batch.count > 0) sum.add(batch, pass.evaluate(batch))
      if (live) process.stderr.write(`\r\u001B[K${count(sum.samples)} of ${count(source.validationSamples)} images`)
    }
  } finally {
    if (live) process.stderr.write('\r\u001B[K')
    source.close()
    pass.close()
    network.dispose()
  }
  for (const { file: image, code } of source.problems) note(`warning ${code}: ${image} was left out`)
  const result = sum.result()
  if (!result) throw optionInvalid('--split', split, 'a split that has images in it, such as all')
  return result
}

function report({ metrics, confusion, samples }: Evaluation, labels: readonly string[]): string {
  const { loss, top1, top5 } = metrics
  const figures = [
    ['images', count(samples)],
    ['loss', loss.toFixed(4)],
    ['top-1', percent(top1)],
    ['top-5', percent(top5)],
  ]
  if (!confusion || labels.length > SHOWN_CLASSES) return columns(figures, [1])
  const header = ['true \\ predicted', ...labels]
  const rows = labels.map((label, index) => [label, ...(confusion[index] ?? []).map(count)])
  return `${columns(figures, [1])}\n\n${columns(
    [header, ...rows],
    labels.map((_, index) => index + 1),
  )}`
}
