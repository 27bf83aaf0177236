import type { ClassSummary, SplitName } from '../shared/contract/dataset.ts'

/** A line of the image grid: a class's heading, or some of its images. */
export type GridRow =
  | { readonly kind: 'heading'; readonly label: string; readonly count: number }
  | { readonly kind: 'images'; readonly label: string; readonly offset: number; readonly count: number }

export interface GridFilter {
  readonly label: string | null
  readonly split: SplitName | null
}

/** The grid's lines for `columns` images a line. Counts come from the summary: no image has to be known yet. */
export function imageRows(classes: readonly ClassSummary[], filter: GridFilter, columns: number): readonly GridRow[] {
  const rows: GridRow[] = []
  for (const each of classes) {
    const count = filter.split === null ? each.count : each[filter.split]
    if (count === 0 || (filter.label !== null && filter.label !== each.label)) continue
    rows.push({ kind: 'heading', label: each.label, count })
    for (let offset = 0; offset < count; offset += columns) {
      rows.push({ kind: 'images', label: each.label, offset, count: Math.min(columns, count - offset) })
    }
  }
  return rows
}
