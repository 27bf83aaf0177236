import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import type { PredictionRow } from '../../../shared/contract/inspection/describe.ts'
import { formatError } from '../../../shared/contract/error-text.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import { rankBy } from '../../../shared/inspection/map-tiles.ts'
import { fileFailure } from '../runs/file-failure.ts'
import type { InspectedModel } from './inspected-model.ts'
import { loadImageFile, type LoadedImage } from './load-image.ts'
import type { Turn } from './occlusion.ts'
import { createBatchPredictor, type BatchPredictor } from './predict-batches.ts'

/** Classes of a row. */
const TOP = 5

const IMAGES: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.gif'])

/** The image files below a folder, by name in order; a file is itself. Fails as the file system says. */
export async function findImageFiles(path: string): Promise<Result<readonly string[]>> {
  try {
    if ((await stat(path)).isFile()) return succeed([path])
    const entries = await readdir(path, { withFileTypes: true, recursive: true })
    const files = entries.filter((entry) => entry.isFile() && IMAGES.has(extname(entry.name).toLowerCase()))
    return succeed(files.map((entry) => join(entry.parentPath, entry.name)).sort())
  } catch (error) {
    return fileFailure(error, path)
  }
}

/** Predicts files, a row for each as soon as it is there; a broken one is a row with its error. */
export async function predictFiles(
  model: InspectedModel,
  files: readonly string[],
  root: string,
  turn: Turn,
  onRows: (rows: PredictionRow[]) => Promise<Result<void>>,
): Promise<Result<{ images: number; failed: number }>> {
  const predictor = createBatchPredictor(model, files.length)
  const input = imageInput(model.graph)
  let failed = 0
  try {
    for (let from = 0; from < files.length; from += predictor.batchSize) {
      if (!(await turn(from, files.length))) return fail('cancelled', {})
      const paths = files.slice(from, from + predictor.batchSize)
      const images = await Promise.all(paths.map((path) => loadImageFile(path, input)))
      const names = paths.map((path) => relative(root, path) || basename(path))
      const rows = rowsOf(names, images, predictor)
      failed += rows.filter(({ error }) => error !== null).length
      const told = await onRows(rows)
      if (!told.ok) return told
    }
    await turn(files.length, files.length)
    return succeed({ images: files.length, failed })
  } finally {
    predictor.dispose()
  }
}

function rowsOf(names: readonly string[], images: readonly Result<LoadedImage>[], predictor: BatchPredictor) {
  const probabilities = predictor.predict(images.flatMap((image) => (image.ok ? [image.value.pixels] : [])))
  let next = 0
  return images.map((image, at): PredictionRow => {
    const row = { file: names[at] ?? '', index: null }
    if (!image.ok) {
      const { code } = image.error
      return { ...row, classes: [], probabilities: [], error: { code, message: formatError(image.error) } }
    }
    const own = probabilities[next++] ?? new Float32Array(0)
    const classes = rankBy(own).slice(0, TOP)
    return { ...row, classes, probabilities: classes.map((index) => own[index] ?? 0), error: null }
  })
}
