import type { MistakesSummary } from '../contract/inspection/mistakes.ts'
import { evaluatedImages, type EvaluatedImage, type StoredEvaluation } from './stored-evaluation.ts'

/** Bins of the reliability diagram, of equal width. */
const BINS = 15

/** Everything that the mistakes view shows at once. */
export function summarizeMistakes(evaluation: StoredEvaluation): MistakesSummary {
  const { labels, datasetId, split } = evaluation
  const images = evaluatedImages(evaluation)
  const confusion = labels.map(() => new Array<number>(labels.length).fill(0))
  for (const { truth, predicted } of images) {
    const row = confusion[truth]
    if (row) row[predicted] = (row[predicted] ?? 0) + 1
  }
  const right = images.filter(({ truth, predicted }) => truth === predicted).length
  const mean = (sum: number) => (images.length > 0 ? sum / images.length : 0)
  return {
    labels: [...labels],
    images: images.length,
    datasetId,
    split,
    top1: mean(right),
    loss: mean(images.reduce((sum, { loss }) => sum + loss, 0)),
    confusion,
    classes: labels.map((_, label) => scoresOf(confusion, label)),
    calibration: calibrationOf(images),
  }
}

function scoresOf(confusion: readonly (readonly number[])[], label: number): MistakesSummary['classes'][number] {
  const hits = confusion[label]?.[label] ?? 0
  const images = (confusion[label] ?? []).reduce((sum, count) => sum + count, 0)
  const predicted = confusion.reduce((sum, row) => sum + (row[label] ?? 0), 0)
  const precision = predicted > 0 ? hits / predicted : null
  const recall = images > 0 ? hits / images : null
  const f1 = images + predicted > 0 ? (2 * hits) / (images + predicted) : null
  return { images, precision, recall, f1 }
}

/** Expected calibration error over bins of equal width (Guo et al. 2017, arXiv:1706.04599, equation 3). */
export function calibrationOf(images: readonly EvaluatedImage[], count = BINS): MistakesSummary['calibration'] {
  const bins = Array.from({ length: count }, (_, bin) => {
    const [from, to] = [bin / count, (bin + 1) / count]
    // A confidence of exactly 1 belongs to the last bin.
    const inside = images.filter(({ confidence }) => confidence >= from && (confidence < to || bin === count - 1))
    if (inside.length === 0) return { from, to, count: 0, confidence: null, accuracy: null }
    const confidence = inside.reduce((sum, image) => sum + image.confidence, 0) / inside.length
    const accuracy = inside.filter(({ truth, predicted }) => truth === predicted).length / inside.length
    return { from, to, count: inside.length, confidence, accuracy }
  })
  const gaps = bins.map(({ confidence, accuracy }) => Math.abs((confidence ?? 0) - (accuracy ?? 0)))
  const weighted = bins.reduce((sum, bin, at) => sum + bin.count * (gaps[at] as number), 0)
  return {
    expectedError: images.length > 0 ? weighted / images.length : 0,
    largestError: Math.max(0, ...gaps),
    bins,
  }
}

export interface MistakesFilter {
  readonly truth?: number | undefined
  readonly predicted?: number | undefined
  readonly wrongOnly: boolean
  readonly order: 'confidence' | 'loss'
}

/** Images of a cell or of all, the most confident or the most costly first. A chosen cell shows its right ones too. */
export function listMistakes(
  evaluation: StoredEvaluation,
  { truth, predicted, wrongOnly, order }: MistakesFilter,
): readonly EvaluatedImage[] {
  const isCell = truth !== undefined && predicted !== undefined
  return evaluatedImages(evaluation)
    .filter((image) => truth === undefined || image.truth === truth)
    .filter((image) => predicted === undefined || image.predicted === predicted)
    .filter((image) => isCell || !wrongOnly || image.truth !== image.predicted)
    .sort((a, b) => b[order] - a[order] || a.index - b.index)
}
