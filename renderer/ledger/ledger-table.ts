import type { LabProfile } from '../../shared/contract/lab.ts'
import { csvTable, tabTable } from '../../shared/csv.ts'
import { LEDGER_KINDS, type Ledger, type LedgerRow } from '../../shared/graph/ledger.ts'

export type Grouping = 'kind' | 'block'
export type SortKey = 'order' | 'parameters' | 'macs' | 'plainParameters' | 'plainMacs'

export interface ShownRow {
  readonly row: LedgerRow
  /** How deep it stands, from 0. */
  readonly depth: number
}

const valueOf: Readonly<Record<Exclude<SortKey, 'order'>, (row: LedgerRow) => number>> = {
  parameters: ({ own }) => own.parameters,
  macs: ({ own }) => own.macs,
  plainParameters: ({ plain }) => plain.parameters,
  plainMacs: ({ plain }) => plain.macs,
}

/** The lines that are shown: sorted within their block, the largest first, and without those of blocks that are not open. */
export function ledgerRows(
  rows: readonly LedgerRow[],
  sort: SortKey,
  open: ReadonlySet<string>,
  depth = 0,
): readonly ShownRow[] {
  const value = sort === 'order' ? null : valueOf[sort]
  const sorted = value ? rows.toSorted((a, b) => value(b) - value(a)) : rows
  return sorted.flatMap((row) => {
    const inside = row.children.length > 0 && open.has(row.id) ? ledgerRows(row.children, sort, open, depth + 1) : []
    return [{ row, depth }, ...inside]
  })
}

/** Ids of all lines that have others below them. */
export function foldable(rows: readonly LedgerRow[]): readonly string[] {
  return rows.flatMap(({ id, children }) => (children.length > 0 ? [id, ...foldable(children)] : []))
}

/** What of the ledger is written down, and how its lines are called. */
export interface WrittenLedger {
  readonly shown: readonly ShownRow[]
  readonly total: LedgerRow
  readonly nameOf: (row: LedgerRow) => string
  /** The measured time of a line in ms, once there is one. */
  readonly time: { readonly head: string; readonly of: (row: LedgerRow) => number | null } | null
}

/**
 * The shown lines as a table for other programs, with whole numbers, times in ms to four digits where they were measured,
 * and the sums at the end: CSV (RFC 4180), or with tabs, which spreadsheets paste.
 */
export function ledgerCsv(
  columns: readonly string[],
  { shown, total, nameOf, time }: WrittenLedger,
  separator: ',' | '\t' = ',',
): string {
  const line = (row: LedgerRow, title: string) => {
    const milliseconds = time ? [rounded(time.of(row))] : []
    return [title, row.own.parameters, row.own.macs, row.plain.parameters, row.plain.macs, ...milliseconds]
  }
  const lines = shown.map(({ row }) => line(row, row.children.length > 0 || isKind(row.id) ? nameOf(row) : row.id))
  const table = [[...columns, ...(time ? [time.head] : [])], ...lines, line(total, nameOf(total))]
  return separator === ',' ? csvTable(table) : tabTable(table)
}

const rounded = (milliseconds: number | null) => (milliseconds === null ? '' : Number(milliseconds.toPrecision(4)))

/** Whether a line stands for a kind, whose name the window's language gives. */
export function isKind(id: string): id is (typeof LEDGER_KINDS)[number] {
  return (LEDGER_KINDS as readonly string[]).includes(id)
}

export function rowsOf(ledger: Ledger, grouping: Grouping): readonly LedgerRow[] {
  return grouping === 'kind' ? ledger.byKind : ledger.byBlock
}

/**
 * What the kernels of a line take together, in ms; of a kind only those of its own category. Null where nothing of it was
 * timed: dense layers, dropout and the like take no time worth counting.
 */
export function millisecondsOf({ id, layers }: LedgerRow, { parts }: LabProfile): number | null {
  const names = new Set(layers)
  const own = parts.filter(({ layer, category }) => names.has(layer) && (!isKind(id) || category === id))
  return own.length === 0 ? null : own.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
}
