import type { MistakesList, MistakesSummary } from '../../shared/contract/inspection/mistakes.ts'
import { drawChart } from '../../shared/pictures/draw-chart.ts'
import { drawMatrix } from '../../shared/pictures/draw-matrix.ts'
import type { Saveable } from './saveable.ts'

/** True classes down, answers across. */
export function confusionSaveable(
  { labels, confusion }: MistakesSummary,
  words: { title: string; truth: string; answer: string },
): Saveable {
  return {
    name: 'confusion',
    drawing: () =>
      drawMatrix({ title: words.title, labels, rows: words.truth, columns: words.answer, counts: confusion }),
    table: () => [['truth', ...labels], ...confusion.map((row, at) => [labels[at] ?? '', ...row])],
  }
}

/** Accuracy by confidence beside the line where the two are equal. */
export function calibrationSaveable(
  { calibration }: MistakesSummary,
  words: { title: string; confidence: string; accuracy: string },
): Saveable {
  return {
    name: 'calibration',
    drawing: () =>
      drawChart(
        {
          title: words.title,
          x: { title: words.confidence, low: 0, high: 1 },
          y: { title: words.accuracy, low: 0, high: 1 },
          marks: [
            ...calibration.bins
              .filter(({ count }) => count > 0)
              .map(({ from, to, accuracy }) => ({ kind: 'bar' as const, from, to, base: 0, value: accuracy ?? 0 })),
            { kind: 'guide', from: [0, 0], to: [1, 1] },
          ],
        },
        { width: 320, height: 320 },
      ),
    table: () => [
      ['from', 'to', 'images', 'confidence', 'accuracy'],
      ...calibration.bins.map((bin) => [bin.from, bin.to, bin.count, bin.confidence ?? '', bin.accuracy ?? '']),
    ],
  }
}

/** Precision, recall and F1 of each class. */
export function scoresSaveable({ labels, classes }: MistakesSummary): Saveable {
  return {
    name: 'classes',
    table: () => [
      ['class', 'images', 'precision', 'recall', 'f1'],
      ...classes.map(({ images, precision, recall, f1 }, at) => [
        ...[labels[at] ?? '', images, precision ?? '', recall ?? '', f1 ?? ''],
      ]),
    ],
  }
}

/** Images of the validation set with what they were taken for. */
export function mistakesSaveable({ rows }: MistakesList, labels: readonly string[]): Saveable {
  const nameOf = (index: number) => labels[index] ?? String(index)
  return {
    name: 'mistakes',
    table: () => [
      ['file', 'truth', 'predicted', 'confidence', 'truth_probability', 'loss'],
      ...rows.map((row) => [
        ...[row.file, nameOf(row.truth), nameOf(row.predicted), row.confidence, row.truthProbability, row.loss],
      ]),
    ],
  }
}
