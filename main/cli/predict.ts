import { readFile } from 'node:fs/promises'
import { formatError } from '../../shared/contract/error-text.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import { fail, type Result } from '../../shared/contract/result.ts'
import type { Preprocessing } from '../../shared/graph/layer-graph.ts'
import { errorCode, fileFailure } from '../engine/runs/file-failure.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { DONE, FAILED, valueOf } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { findModel } from './find-model.ts'
import { columns, note, percent, print, printJson } from './output.ts'

/** How many classes a reader sees; `--json` has all. */
const SHOWN_CLASSES = 5

/** Classes of image files. */
export const predict = defineCommand({
  name: 'predict',
  summary: 'Say what is on images',
  positionals: [
    { name: 'MODEL', about: 'a run (number, id or folder), or an exported folder or file' },
    { name: 'IMAGE', about: 'JPEG, PNG, WebP, BMP or GIF files, or folders of them', many: true },
  ],
  options: { json: JSON_OPTION },
  notes: [
    'With --json, a line for each image: its file, the classes from the most probable on, and their probabilities.',
    'Rows come as they are ready. An image that cannot be read has its error on stderr, and with --json a line with its',
    'error on stdout too; the others are shown all the same, and the exit code is 1.',
  ],
  examples: [
    'predict 3 photo.jpg',
    'predict 3 photos --json > photos.jsonl',
    'predict exports/keras/model.keras *.png --json',
  ],
  async run({ values, positionals }) {
    const [name = '', ...paths] = positionals
    const { file: model, inputSize } = await findModel(storeFolder(), name)
    valueOf(await loadEngine())
    const [{ createModelFrom }, { createBatchPredictor }] = await Promise.all([
      import('../engine/model/model.ts'),
      import('../engine/inspection/predict-batches.ts'),
    ])
    const network = valueOf(createModelFrom(model.graph, model.weights))
    const files = await filesOf(paths)
    const predictor = createBatchPredictor(network, files.length)
    let failures = 0
    for (let from = 0; from < files.length; from += predictor.batchSize) {
      const names = files.slice(from, from + predictor.batchSize)
      const { resize } = model.graph.preprocessing
      const images = await Promise.all(names.map((path) => readPixels(path, inputSize, resize)))
      const probabilities = predictor.predict(images.flatMap((image) => (image.ok ? [image.value] : [])))
      let next = 0
      for (const [at, image] of images.entries()) {
        const file = names[at] ?? ''
        if (image.ok) show(file, rank(model.labels, probabilities[next++] ?? new Float32Array(0)), values.json)
        else showFailure(file, image.error, values.json)
      }
      failures += images.length - next
    }
    predictor.dispose()
    network.dispose()
    return failures > 0 ? FAILED : DONE
  },
})

function show(file: string, ranked: Ranked, json: boolean): void {
  if (json) printJson({ file, ...ranked })
  else print(`${file}\n${table(ranked)}`)
}

function showFailure(file: string, error: AppError, json: boolean): void {
  const { code } = error
  if (json) printJson({ file, error: { code, message: formatError(error) } })
  note(`error ${code}: ${formatError(error)}`)
}

/** Folders as the image files in them. What is not there is left to whoever reads it. */
async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const { findImageFiles } = await import('../engine/inspection/predict-folder.ts')
  const found = await Promise.all(paths.map((path) => findImageFiles(path)))
  return found.flatMap((files, at) => (files.ok ? files.value : [paths[at] ?? '']))
}

async function readPixels(path: string, size: number, resize: Preprocessing['resize']): Promise<Result<Uint8Array>> {
  const { decodeImage } = await import('../engine/dataset/dataset.ts')
  try {
    return await decodeImage(await readFile(path), size, path, resize)
  } catch (error) {
    return errorCode(error) === 'EISDIR' ? fail('image-unreadable', { path }, error) : fileFailure(error, path)
  }
}

interface Ranked {
  readonly classes: readonly string[]
  readonly probabilities: readonly number[]
}

/** The most probable class first. */
function rank(labels: readonly string[], probabilities: Float32Array): Ranked {
  const pairs = labels.map((label, index) => ({ label, probability: probabilities[index] ?? 0 }))
  pairs.sort((a, b) => b.probability - a.probability)
  return { classes: pairs.map(({ label }) => label), probabilities: pairs.map(({ probability }) => probability) }
}

function table({ classes, probabilities }: Ranked): string {
  const rows = classes.map((label, index) => ['', percent(probabilities[index] ?? 0), label])
  return columns(rows.slice(0, SHOWN_CLASSES), [1])
}
