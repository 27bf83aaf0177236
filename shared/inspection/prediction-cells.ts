import type { PredictionRow } from '../contract/inspection/describe.ts'

const RANKS = [1, 2, 3, 4, 5]

/** The head of a table of predictions. */
export const PREDICTION_HEAD = ['file', ...RANKS.flatMap((rank) => [`class_${rank}`, `probability_${rank}`]), 'error']

/** A row of it: the classes by probability, or the error's code. */
export function predictionCells(
  { file, classes, probabilities, error }: PredictionRow,
  labels: readonly string[],
): string[] {
  const ranked = RANKS.flatMap((_, at) => {
    const index = classes[at]
    return index === undefined ? ['', ''] : [labels[index] ?? '', (probabilities[at] ?? 0).toFixed(6)]
  })
  return [file, ...ranked, error?.code ?? '']
}
