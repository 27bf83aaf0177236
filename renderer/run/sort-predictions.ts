import type { PredictionRow } from '../../shared/contract/inspection/describe.ts'

export type RowOrder = 'file' | 'class' | 'sure' | 'unsure'

/** Rows in an order; files that could not be read come last where there is nothing to order them by. */
export function sortRows(rows: readonly PredictionRow[], order: RowOrder): readonly PredictionRow[] {
  const byFile = (a: PredictionRow, b: PredictionRow) => a.file.localeCompare(b.file, 'en', { numeric: true })
  if (order === 'file') return rows.toSorted(byFile)
  const rank = ({ classes, probabilities }: PredictionRow) => {
    if (classes[0] === undefined) return Infinity
    if (order === 'class') return classes[0]
    const probability = probabilities[0] ?? 0
    return order === 'sure' ? -probability : probability
  }
  const compare = (a: PredictionRow, b: PredictionRow) => {
    const [first, second] = [rank(a), rank(b)]
    return first === second ? byFile(a, b) : first < second ? -1 : 1
  }
  return rows.toSorted(compare)
}
