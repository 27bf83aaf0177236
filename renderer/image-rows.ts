import type { ClassSummary, SplitName } from '../shared/contract/dataset.ts'

/** A line of the image grid: a class's heading, or some of its images. */
export type GridRow =
  | { readonly kind: 'heading'; readonly label: string; readonly count: number }
  | { readonly kind: 'images'; readonly label: string; readonly offset: number; readonly count: number }

export interface GridFilter {
  readonly label: string | null
  readonly split: SplitName | null
}

/** Lines of each class while all classes are shown: all of them fit into a few screens, and one click shows the rest. */
export const PREVIEW_LINES = 2

/** The grid's lines for `columns` images a line, all of a class's only when it stands alone. Counts come from the summary: no image has to be known yet. */
export function imageRows(classes: readonly ClassSummary[], filter: GridFilter, columns: number): readonly GridRow[] {
  const rows: GridRow[] = []
  const lines = filter.label === null && classes.length > 1 ? PREVIEW_LINES : Infinity
  for (const each of classes) {
    const count = filter.split === null ? each.count : each[filter.split]
    if (count === 0 || (filter.label !== null && filter.label !== each.label)) continue
    rows.push({ kind: 'heading', label: each.label, count })
    for (let offset = 0; offset < Math.min(count, lines * columns); offset += columns) {
      rows.push({ kind: 'images', label: each.label, offset, count: Math.min(columns, count - offset) })
    }
  }
  return rows
}
