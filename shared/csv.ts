export type CsvCell = string | number

/** A line of CSV (RFC 4180) with its end. Text that a spreadsheet would take for a formula begins with a space instead. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(cell))).join(',')}\r\n`
}

/** A whole table, its head first. */
export function csvTable(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map(csvLine).join('')
}

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? ` ${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
