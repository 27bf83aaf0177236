import type { PredictionRow } from '../../shared/contract/inspection/describe.ts'

/** What the rows go by, and which end comes first. */
export interface RowOrder {
  readonly by: 'file' | 'class' | 'probability'
  readonly descending: boolean
}

/** Which rows are shown: all, those that failed, or those of a class by its index; and what their file names hold. */
export interface RowFilter {
  readonly only: 'all' | 'failed' | number
  readonly text: string
}

/** Rows in an order; files that could not be read come last where there is nothing to order them by. */
export function sortRows(rows: readonly PredictionRow[], { by, descending }: RowOrder): readonly PredictionRow[] {
  const sign = descending ? -1 : 1
  const byFile = (a: PredictionRow, b: PredictionRow) => a.file.localeCompare(b.file, 'en', { numeric: true })
  if (by === 'file') return rows.toSorted((a, b) => sign * byFile(a, b))
  const rank = ({ classes, probabilities }: PredictionRow) =>
    classes[0] === undefined ? null : by === 'class' ? classes[0] : (probabilities[0] ?? 0)
  return rows.toSorted((a, b) => {
    const [first, second] = [rank(a), rank(b)]
    if (first === second) return byFile(a, b)
    if (first === null || second === null) return first === null ? 1 : -1
    return sign * (first - second)
  })
}

/** The rows that a filter lets through. */
export function filterRows(rows: readonly PredictionRow[], { only, text }: RowFilter): readonly PredictionRow[] {
  const wanted = text.trim().toLowerCase()
  return rows.filter(({ file, classes, error }) => {
    if (only === 'failed' ? error === null : only !== 'all' && classes[0] !== only) return false
    return file.toLowerCase().includes(wanted)
  })
}
