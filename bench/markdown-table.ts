/** A Markdown table; prettier aligns it. Throws on a row of another length. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => {
    if (cells.length !== head.length) throw new Error(`${cells.length} cells under ${head.length} heads`)
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  }
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
