export type CsvCell = string | number

/** A line of CSV (RFC 4180) with its end. Text that a spreadsheet would take for a formula begins with a space instead. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(cell))).join(',')}\r\n`
}

/** A whole table, its head first. */
export function csvTable(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map(csvLine).join('')
}

/** The same with tabs, which spreadsheets paste; tabs and line ends within a text become spaces. */
export function tabTable(rows: readonly (readonly CsvCell[])[]): string {
  const cell = (value: CsvCell) =>
    typeof value === 'number' ? String(value) : safe(value).replaceAll(/[\t\r\n]/g, ' ')
  return rows.map((cells) => cells.map(cell).join('\t')).join('\n')
}

const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? ` ${text}` : text)

function quoted(given: string): string {
  const text = safe(given)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
